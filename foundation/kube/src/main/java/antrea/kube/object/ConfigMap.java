package antrea.kube.object;

import java.util.Map;

/// A ConfigMap (core/v1) without its binaryData.
public record ConfigMap(Meta meta, Map<String, String> data) implements KubeObject {
    public ConfigMap {
        data = FlatMap.copyOf(data);
    }
}
