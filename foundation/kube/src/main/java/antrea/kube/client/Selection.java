package antrea.kube.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// Which objects of a kind are meant.
///
/// @param namespace empty for all
/// @param labelSelector in the text form of the API, empty for all
/// @param fieldSelector for example `spec.nodeName=n1`, empty for all
public record Selection(String namespace, String labelSelector, String fieldSelector) {
    public static final Selection ALL = new Selection("", "", "");

    public static Selection ofNamespace(String namespace) {
        return new Selection(namespace, "", "");
    }

    public static Selection ofField(String fieldSelector) {
        return new Selection("", "", fieldSelector);
    }

    public Selection withLabelSelector(String other) {
        return new Selection(namespace, other, fieldSelector);
    }

    public Selection withFieldSelector(String other) {
        return new Selection(namespace, labelSelector, other);
    }

    /// The query string of these selectors and further parameters; empty values are left out.
    public String query(Map<String, String> further) {
        Map<String, String> all = new TreeMap<>(further);
        all.put("labelSelector", labelSelector);
        all.put("fieldSelector", fieldSelector);
        StringJoiner out = new StringJoiner("&", "?", "");
        out.setEmptyValue("");
        all.forEach((name, value) -> {
            if (!value.isEmpty()) {
                out.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return out.toString();
    }
}
