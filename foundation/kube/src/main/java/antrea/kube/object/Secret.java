package antrea.kube.object;

import antrea.net.Bytes;
import java.util.Map;

/// A Secret (core/v1). Values are decoded; they never appear in text.
public record Secret(Meta meta, String type, Map<String, Bytes> data) implements KubeObject {
    public Secret {
        data = Map.copyOf(data);
    }

    @Override
    public String toString() {
        return "Secret[" + meta.key() + ", keys=" + data.keySet() + "]";
    }
}
