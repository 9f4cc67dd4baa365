package antrea.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A build of the plug-in, started as a container runtime starts it.
record PlugIn(String program, Path socket) {
    /// What it printed, on both outputs: on standard error it has nothing to say.
    record Outcome(int exit, String output) {
        Json.Obj json() {
            return JsonText.read(output).asObject("output");
        }

        long code() {
            assertEquals(1, exit);
            return json().number("code");
        }
    }

    static void build(String program) throws Exception {
        Process make = new ProcessBuilder("make", "-s", program).inheritIO().start();
        assertEquals(0, make.waitFor(), "make failed");
    }

    static Map<String, String> environment(String command) {
        return new HashMap<>(Map.of(
                "CNI_COMMAND", command,
                "CNI_CONTAINERID", "c0ffee",
                "CNI_NETNS", "/var/run/netns/x",
                "CNI_IFNAME", "eth0",
                "CNI_ARGS", "K8S_POD_NAME=web;K8S_POD_NAMESPACE=a\"b\\c",
                "CNI_PATH", "/opt/cni/bin"));
    }

    Outcome run(Map<String, String> environment, byte[] input) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(program).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putIfAbsent("ANTREA_CNI_SOCKET", socket.toString());
        Process process = builder.start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException _) {
            // it ended without reading everything
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return new Outcome(process.exitValue(), output);
    }
}
