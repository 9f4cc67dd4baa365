package antrea.serve.publish;

import java.util.Map;

/// What is to carry the CA: one ConfigMap, and the APIServices, webhook configurations and CRDs with these labels.
///
/// @param configMapLabels labels of the ConfigMap when it has to be made
/// @param labelSelector selects the other objects, "app=antrea,served-by=antrea-controller"
public record CaTargets(String namespace, String configMap, Map<String, String> configMapLabels, String labelSelector) {
    public CaTargets {
        configMapLabels = Map.copyOf(configMapLabels);
    }
}
