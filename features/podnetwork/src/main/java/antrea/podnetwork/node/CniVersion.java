package antrea.podnetwork.node;

import java.util.Arrays;
import java.util.Optional;

/// Versions of the CNI specification that are spoken. The results of 0.3.0 to 0.4.0 name the family of each
/// address.
public enum CniVersion {
    V0_3_0("0.3.0"),
    V0_3_1("0.3.1"),
    V0_4_0("0.4.0"),
    V1_0_0("1.0.0");

    private final String text;

    CniVersion(String text) {
        this.text = text;
    }

    public static Optional<CniVersion> of(String text) {
        return Arrays.stream(values()).filter(v -> v.text.equals(text)).findFirst();
    }

    /// Whether an entry of `ips` carries `"version": "4"` or `"6"`.
    public boolean namesFamily() {
        return this != V1_0_0;
    }

    /// CHECK exists since 0.4.0.
    public boolean hasCheck() {
        return compareTo(V0_4_0) >= 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
