import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// A container runtime for the rehearsal: it calls the real CNI plug-in for the network namespaces that stage.sh has made.
final class StageRuntime {
    private final Map<String, String> results = new HashMap<>();

    void cni(String command, String pod) throws IOException, InterruptedException {
        String before = results.containsKey(pod) ? ",\"prevResult\":" + results.get(pod) : "";
        String output = run(
                Map.of(
                        "CNI_COMMAND", command,
                        "CNI_CONTAINERID", "c0ffee00" + pod,
                        "CNI_NETNS", "/var/run/netns/" + pod,
                        "CNI_IFNAME", "eth0",
                        "CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=" + pod,
                        "CNI_PATH", "/opt/cni/bin"),
                "{\"cniVersion\":\"1.0.0\",\"name\":\"antrea\",\"type\":\"antrea\",\"ipam\":{\"type\":\"host-local\"}" + before + "}",
                "/opt/cni/bin/antrea-cni");
        if (command.equals("ADD")) {
            results.put(pod, output);
        }
    }

    /// The output of a command. Throws [IllegalStateException] with it when the command fails.
    static String run(Map<String, String> environment, String input, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.outputWriter().append(input).close();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " " + environment.getOrDefault("CNI_COMMAND", "") + ": " + output);
        }
        return output;
    }
}
