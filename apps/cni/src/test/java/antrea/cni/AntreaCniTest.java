package antrea.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AntreaCniTest {
    private static final String CONFIG = "{\"cniVersion\":\"0.4.0\",\"name\":\"antrea\",\"type\":\"antrea\"}";

    @TempDir
    private Path directory;

    @BeforeAll
    static void build() throws Exception {
        PlugIn.build("target/antrea-cni");
    }

    private static Map<String, String> environment(String command) {
        return PlugIn.environment(command);
    }

    private PlugIn.Outcome run(Map<String, String> environment, String input) throws Exception {
        return new PlugIn("target/antrea-cni", directory.resolve("s"))
                .run(environment, input.getBytes(StandardCharsets.UTF_8));
    }

    private FrameServer server(byte[] answer) throws IOException {
        return new FrameServer(directory.resolve("s"), answer);
    }

    @Test
    void theRequestCarriesEverythingAndTheAnswerIsPrinted() throws Exception {
        for (String command : List.of("ADD", "DEL", "CHECK")) {
            try (FrameServer server =
                    server(FrameServer.frame("{\"exit\":0,\"output\":{\"cniVersion\":\"0.4.0\",\"ips\":[]}}"))) {
                PlugIn.Outcome outcome = run(environment(command), CONFIG);
                assertEquals(new PlugIn.Outcome(0, "{\"cniVersion\":\"0.4.0\",\"ips\":[]}\n"), outcome);
                Json.Obj request = server.request();
                assertEquals(
                        List.of("command", "containerId", "netns", "ifname", "args", "path", "config"),
                        List.copyOf(request.members().keySet()));
                assertEquals(command, request.text("command"));
                assertEquals("c0ffee", request.text("containerId"));
                assertEquals("/var/run/netns/x", request.text("netns"));
                assertEquals("K8S_POD_NAME=web;K8S_POD_NAMESPACE=a\"b\\c", request.text("args"));
                assertEquals(CONFIG, request.object("config").toString());
            }
            Files.delete(directory.resolve("s"));
        }
    }

    /// What libcni makes of the conflist of the agent's image for the plug-in at its head: capabilities that the
    /// runtime serves, and for CHECK and DEL the result of the whole chain. Nothing of it is read or lost here.
    @Test
    void configurationsOfAChainPassAsTheyCameInEachVersion() throws Exception {
        for (String version : List.of("0.3.0", "0.3.1", "0.4.0", "1.0.0")) {
            for (String command : List.of("ADD", "CHECK", "DEL")) {
                String result = "{\"cniVersion\":\"" + version + "\",\"interfaces\":[{\"name\":\"web-1-abcdef\"},"
                        + "{\"name\":\"bwp1\"}],\"ips\":[{\"address\":\"10.1.0.2/24\"}],\"dns\":{}}";
                String previous = command.equals("ADD") ? "" : ",\"prevResult\":" + result;
                String config = "{\"cniVersion\":\"" + version + "\",\"name\":\"antrea\",\"type\":\"antrea\","
                        + "\"ipam\":{\"type\":\"host-local\"},\"capabilities\":{\"portMappings\":true,\"bandwidth\":true},"
                        + "\"runtimeConfig\":{\"portMappings\":[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}],"
                        + "\"bandwidth\":{\"ingressRate\":1000,\"ingressBurst\":1000}}" + previous + "}";
                String output = command.equals("ADD") ? result : "null";
                try (FrameServer server = server(FrameServer.frame("{\"exit\":0,\"output\":" + output + "}"))) {
                    PlugIn.Outcome outcome = run(environment(command), config);
                    assertEquals(new PlugIn.Outcome(0, command.equals("ADD") ? result + "\n" : ""), outcome);
                    assertEquals(config, server.request().object("config").toString());
                }
                java.nio.file.Files.delete(directory.resolve("s"));
            }
            Map<String, String> impatient = environment("ADD");
            impatient.put("ANTREA_CNI_AGENT_WAIT_MS", "0");
            PlugIn.Outcome missing = run(impatient, "{\"cniVersion\":\"" + version + "\"}");
            assertEquals(version, missing.json().text("cniVersion"));
        }
    }

    @Test
    void anErrorOfTheAgentIsPrintedWithExitCodeOne() throws Exception {
        String error = "{\"cniVersion\":\"0.4.0\",\"code\":11,\"msg\":\"network is not ready\"}";
        try (FrameServer _ = server(FrameServer.frame("{\"exit\":1,\"output\":" + error + "}"))) {
            assertEquals(new PlugIn.Outcome(1, error + "\n"), run(environment("ADD"), CONFIG));
        }
    }

    @Test
    void aCheckWithoutResultPrintsNothing() throws Exception {
        try (FrameServer _ = server(FrameServer.frame("{\"output\":null,\"exit\":0}"))) {
            assertEquals(new PlugIn.Outcome(0, ""), run(environment("CHECK"), CONFIG));
        }
    }

    @Test
    void deletionNeedsNoNamespace() throws Exception {
        Map<String, String> environment = environment("DEL");
        environment.remove("CNI_NETNS");
        environment.remove("CNI_ARGS");
        try (FrameServer server = server(FrameServer.frame("{\"exit\":0,\"output\":null}"))) {
            assertEquals(new PlugIn.Outcome(0, ""), run(environment, CONFIG));
            assertEquals("", server.request().text("netns"));
        }
    }

    @Test
    void versionIsAnsweredWithoutTheAgent() throws Exception {
        assertEquals(
                new PlugIn.Outcome(
                        0,
                        "{\"cniVersion\":\"1.0.0\",\"supportedVersions\":[\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\"]}\n"),
                run(Map.of("CNI_COMMAND", "VERSION"), ""));
    }

    @Test
    void withoutAnAgentTheRuntimeIsToldToTryAgain() throws Exception {
        Map<String, String> impatient = environment("ADD");
        impatient.put("ANTREA_CNI_AGENT_WAIT_MS", "200");
        PlugIn.Outcome missing = run(impatient, CONFIG);
        assertEquals(11, missing.code());
        assertEquals("0.4.0", missing.json().text("cniVersion"));
        assertTrue(missing.json().text("msg").contains(directory.resolve("s").toString()));
        server(new byte[0]).close(); // leaves the socket file without a listener
        assertEquals(11, run(environment("DEL"), CONFIG).code());
        Map<String, String> tooLong = environment("ADD");
        tooLong.put("ANTREA_CNI_SOCKET", "/" + "x".repeat(200));
        assertEquals(4, run(tooLong, CONFIG).code());
    }

    @Test
    void anAddWaitsForAnAgentThatIsBeingStarted() throws Exception {
        server(new byte[0]).close(); // a socket file without a listener, as a killed agent leaves it
        CompletableFuture<PlugIn.Outcome> outcome = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                outcome.complete(run(environment("ADD"), CONFIG));
            } catch (Exception e) {
                outcome.completeExceptionally(e);
            }
        });
        Files.delete(directory.resolve("s"));
        try (FrameServer _ = server(FrameServer.frame("{\"exit\":0,\"output\":{\"ips\":[]}}"))) {
            assertEquals(new PlugIn.Outcome(0, "{\"ips\":[]}\n"), outcome.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void unknownCommandsAndMissingVariablesAreNamed() throws Exception {
        assertEquals(4, run(environment("GC"), CONFIG).code());
        assertEquals(4, run(Map.of(), CONFIG).code());
        for (String name : List.of("CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_PATH")) {
            Map<String, String> environment = environment("ADD");
            environment.remove(name);
            PlugIn.Outcome outcome = run(environment, CONFIG);
            assertEquals(4, outcome.code());
            assertTrue(outcome.json().text("msg").contains(name));
        }
    }

    @Test
    void configurationsThatAreNoObjectAreRefused() throws Exception {
        List<String> bad = List.of(
                "",
                "[]",
                "{",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{} {}",
                "nonsense",
                "{\"a\":\"\n\"}",
                "{\"a\":tru}",
                "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}",
                "{\"a\":\"" + "x".repeat(1 << 20) + "\"}");
        for (String config : bad) {
            assertEquals(6, run(environment("ADD"), config).code(), config.substring(0, Math.min(20, config.length())));
        }
    }

    @Test
    void answersThatAreNotOfTheFormatAreRefused() throws Exception {
        List<String> bad = List.of(
                "{}",
                "[]",
                "x",
                "{\"exit\":0}",
                "{\"exit\":7,\"output\":{}}",
                "{\"exit\":0,\"output\":\"text\"}",
                "{\"exit\":0,\"output\":{}",
                "{\"exit\":\"0\",\"output\":{}}",
                "{\"exit\":0,\"output\":{\"a\"}}");
        for (String answer : bad) {
            try (FrameServer _ = server(FrameServer.frame(answer))) {
                assertEquals(201, run(environment("ADD"), CONFIG).code(), answer);
            }
            Files.delete(directory.resolve("s"));
        }
    }

    @Test
    void answersThatAreCutOffAreTriedAgain() throws Exception {
        byte[] whole = FrameServer.frame("{\"exit\":0,\"output\":{}}");
        for (int length : new int[] {0, 1, 3, 4, 5, whole.length - 1}) {
            try (FrameServer _ = server(java.util.Arrays.copyOf(whole, length))) {
                assertEquals(11, run(environment("ADD"), CONFIG).code(), "cut after " + length);
            }
            Files.delete(directory.resolve("s"));
        }
    }

    @Test
    void impossibleLengthsAreRefused() throws Exception {
        for (byte[] head :
                new byte[][] {{0, 0, 0, 0}, {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff}, {0, 0x20, 0, 0}}) {
            try (FrameServer _ = server(head)) {
                assertEquals(201, run(environment("ADD"), CONFIG).code());
            }
            Files.delete(directory.resolve("s"));
        }
    }
}
