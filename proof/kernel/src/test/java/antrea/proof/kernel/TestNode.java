package antrea.proof.kernel;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.proof.ovs.RealOvs;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// A Node: a network namespace with an Open vSwitch and our agent's code, which can be killed and started again.
/// It knows everything that it was told, so that it can tell it again.
final class TestNode implements AutoCloseable {
    private static final String CNI = "apps/cni/target/antrea-cni";

    private final int number;
    private final NodeTraffic traffic;
    private final RealOvs ovs;
    private final Path directory;
    private final Map<String, Json.Obj> told = new LinkedHashMap<>();
    private final List<String> pods = new ArrayList<>();
    private final List<Process> servers = new ArrayList<>();
    private Process agent;
    private CompletableFuture<Void> ready = new CompletableFuture<>();

    private TestNode(int number, NodeTraffic traffic, RealOvs ovs, Path directory) {
        this.number = number;
        this.traffic = traffic;
        this.ovs = ovs;
        this.directory = directory;
        this.agent = launch();
    }

    /// The Node and its end `eth0` of a wire. The agent waits for [#introduce].
    static TestNode start(int number, NodeTraffic traffic) {
        String namespace = "node" + number;
        Shell.run("ip netns add " + namespace);
        Shell.in(namespace, "ip link set lo up");
        try {
            return new TestNode(
                    number,
                    traffic,
                    RealOvs.startWithin(List.of("ip", "netns", "exec", namespace)),
                    Files.createTempDirectory(namespace));
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for " + namespace, e);
        }
    }

    String name() {
        return "node" + number;
    }

    RealOvs ovs() {
        return ovs;
    }

    IpAddress address(IpFamily family) {
        return IpAddress.parse(
                switch (family) {
                    case V4 -> "192.168.77." + number;
                    case V6 -> "fd77::" + number;
                });
    }

    /// The other address of the smallest subnet that the Node's can be in.
    IpAddress neighbour(IpFamily family) {
        String text = address(family).toString();
        return IpAddress.parse(text.substring(0, text.length() - 1) + (number ^ 1));
    }

    Cidr podCidr(IpFamily family) {
        return Cidr.parse(
                switch (family) {
                    case V4 -> "10.10." + number + ".0/24";
                    case V6 -> "fd10:10:" + number + "::/64";
                });
    }

    private Process launch() {
        try {
            Process process = new ProcessBuilder(
                            "ip",
                            "netns",
                            "exec",
                            name(),
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx96m",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            NodeMain.class.getName(),
                            ovs.runDir().toString(),
                            directory.toString(),
                            "system",
                            traffic.mode().name(),
                            traffic.tunnel())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            CompletableFuture<Void> nowReady = ready;
            Thread.ofVirtual().start(() -> readAnswers(process, nowReady));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the agent of " + name(), e);
        }
    }

    private static void readAnswers(Process process, CompletableFuture<Void> ready) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("ready")) {
                    ready.complete(null);
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private Path log() {
        return directory.resolve("agent.log");
    }

    /// What the agent logged.
    String logged() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    /// The lines of the audit log of policies; none before the first.
    List<String> audited() {
        try {
            return Files.readAllLines(directory.resolve("networkpolicy").resolve("np.log"));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("audit log of " + name(), e);
        }
    }

    /// Sends a change to the agent; an object with the same source, Namespace and name takes the place of the
    /// former.
    void put(String source, Json.Obj object) {
        told.put(source + " " + key(object), object);
        send(Json.Obj.EMPTY.with("put", source).with("object", object));
    }

    void delete(String source, Json.Obj object) {
        told.remove(source + " " + key(object));
        Json.Obj meta = object.object("metadata");
        send(Json.Obj.EMPTY
                .with("delete", source)
                .with("namespace", meta.text("namespace", ""))
                .with("name", meta.text("name", "")));
    }

    private static String key(Json.Obj object) {
        Json.Obj meta = object.object("metadata");
        return meta.text("namespace", "") + "/" + meta.text("name", "");
    }

    /// The first that the agent must be told: its own Node, and the other.
    void introduce(Json.Obj own, Json.Obj other) {
        send(own);
        put("nodes", own);
        put("nodes", other);
    }

    /// Says that everything was told.
    void sync() {
        send(Json.Obj.EMPTY.with("synced", true));
        Shell.await(() -> name() + " is not ready:\n" + logged(), () -> ready.isDone());
    }

    void send(Json line) {
        try {
            agent.getOutputStream().write((JsonText.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
            agent.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name() + " has ended:\n" + logged(), e);
        }
    }

    void killAgent() {
        agent.destroyForcibly();
        agent.onExit().join();
    }

    /// Starts the agent again and tells it everything it was told before.
    void restartAgent() {
        ready = new CompletableFuture<>();
        agent = launch();
        send(own());
        told.forEach((key, object) -> send(
                Json.Obj.EMPTY.with("put", key.substring(0, key.indexOf(' '))).with("object", object)));
        sync();
    }

    Json.Obj own() {
        return Objects.requireNonNull(told.get("nodes /" + name()));
    }

    /// Creates the Pod's namespace and has the CNI plug-in connect it. The Pod becomes known as from the API
    /// server.
    TestPod addPod(String pod) {
        Shell.run("ip netns add " + pod);
        Shell.in(pod, "ip link set lo up");
        pods.add(pod);
        put("pods", KubeObjects.pod(pod, name()));
        Json.Obj answer = JsonText.read(cni("ADD", pod)).asObject("CNI answer");
        List<IpAddress> addresses = new ArrayList<>();
        answer.list("ips")
                .forEach(ip -> addresses.add(
                        IpAddress.parse(ip.asObject("ip").text("address").replaceFirst("/.*", ""))));
        serve(pod, TestPod.WEB);
        serve(pod, TestPod.OTHER);
        String page = directory.resolve(pod).resolve("index.html").toString();
        String each = ",ipv6only=0,fork,reuseaddr";
        // whoever connects, or sends, is sent the page
        listen(pod, "-U", "SCTP6-LISTEN:" + TestPod.SCTP + each, "OPEN:" + page + ",rdonly");
        listen(pod, "UDP6-RECVFROM:" + TestPod.UDP + each, "EXEC:cat " + page);
        listen(pod, "TCP6-LISTEN:" + TestPod.ECHO + each, "EXEC:cat");
        return new TestPod(pod, this, addresses);
    }

    private void serve(String pod, int port) {
        try {
            Path pages = Files.createDirectories(directory.resolve(pod));
            Files.writeString(pages.resolve("index.html"), pod);
            Files.writeString(pages.resolve("large"), "x".repeat(TestPod.LARGE));
            // goes into the background; it ends with the guest, or with its namespace's last process
            Shell.in(pod, "busybox httpd -p [::]:" + port + " -h " + pages);
        } catch (IOException e) {
            throw new UncheckedIOException("no page for " + pod, e);
        }
    }

    private void listen(String pod, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", pod, "socat"));
        command.addAll(List.of(arguments));
        try {
            servers.add(new ProcessBuilder(command).inheritIO().start());
        } catch (IOException e) {
            throw new UncheckedIOException("no server in " + pod + ": " + command, e);
        }
    }

    /// How many packets came through the tunnel; empty where the switch has none.
    OptionalLong tunnelled() {
        return Shell.in(name(), "ls /sys/class/net")
                .lines()
                .filter(device -> device.startsWith("genev_sys_") || device.startsWith("vxlan_sys_"))
                .mapToLong(device ->
                        Long.parseLong(Shell.in(name(), "cat /sys/class/net/" + device + "/statistics/rx_packets")
                                .strip()))
                .findFirst();
    }

    /// The tracked connections of the family's zone, one a line.
    String connections(IpFamily family) {
        boolean v4 = family == IpFamily.V4;
        return Shell.in(name(), "conntrack -L -f " + (v4 ? "ipv4 --zone 65520" : "ipv6 --zone 65510"));
    }

    /// How many fragments were made of the packets that went out of the Node, a line a family.
    String fragments() {
        return Shell.in(name(), "nstat -asz IpFragCreates Ip6FragCreates");
    }

    void removePod(TestPod pod) {
        cni("DEL", pod.name());
        delete("pods", KubeObjects.pod(pod.name(), name()));
    }

    private String cni(String command, String pod) {
        String config =
                "{\"cniVersion\":\"0.4.0\",\"name\":\"antrea\",\"type\":\"antrea\",\"ipam\":{\"type\":\"host-local\"}}";
        List<String> environment = List.of(
                "env",
                "ANTREA_CNI_SOCKET=" + directory.resolve("cni.sock"),
                "CNI_COMMAND=" + command,
                "CNI_CONTAINERID=" + pod + "-0123456789abcdef",
                "CNI_NETNS=/run/netns/" + pod,
                "CNI_IFNAME=eth0",
                "CNI_PATH=/opt/cni/bin",
                "CNI_ARGS=K8S_POD_NAMESPACE=default;K8S_POD_NAME=" + pod);
        var result = new antrea.linux.command.CommandRunner(environment, java.time.Duration.ofSeconds(60))
                .run(List.of(CNI), config);
        if (!result.isSuccess()) {
            throw new AssertionError("CNI " + command + " of " + pod + ": " + result + "\n" + logged());
        }
        return result.output();
    }

    @Override
    public void close() {
        killAgent();
        ovs.close();
        servers.forEach(Process::destroy);
        for (String pod : pods) {
            Shell.run("ip netns delete " + pod);
        }
        Shell.run("ip netns delete " + name());
    }
}
