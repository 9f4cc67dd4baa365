package antrea.controller;

import java.util.Map;

/// What this process is called and where it runs: the names that the manifest and the agents agree on.
///
/// @param namespace where Antrea is installed
record Product(String namespace, String podName, String nodeName) {
    static final String PROGRAM = "antrea-controller";
    static final String VERSION = "v1.15.0-j";

    /// The ServiceAccount's namespace, Pod and Node as the manifest hands them down.
    static Product of(Map<String, String> environment) {
        return new Product(
                environment.getOrDefault("POD_NAMESPACE", "kube-system"),
                environment.getOrDefault("POD_NAME", ""),
                environment.getOrDefault("NODE_NAME", environment.getOrDefault("HOSTNAME", "")));
    }
}
