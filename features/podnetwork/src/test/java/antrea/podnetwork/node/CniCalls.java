package antrea.podnetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.feature.testing.RecordedDesired;
import antrea.feature.testing.SampleNode;
import antrea.ipam.api.AddressOwner;
import antrea.ipam.node.HostLocal;
import antrea.podnetwork.testing.FakePods;
import antrea.runtime.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// A CNI server of one Node, and calls of kubelet to it, from the frame to the answer.
final class CniCalls implements AutoCloseable {
    /// The interface of the Pod that [#frame] is about.
    static final String NAME = "web-1-a9993e";
    static final AddressOwner OWNER = new AddressOwner("abc", "eth0");

    final CniCommands.Parts parts;
    final CniServer server;

    private CniCalls(CniCommands.Parts parts, CniServer server) {
        this.parts = parts;
        this.server = server;
    }

    static CniCalls begin(Path directory, FakePods pods) {
        return begin(directory, pods, CompletableFuture.completedFuture(null), Duration.ofMillis(1));
    }

    static CniCalls begin(Path directory, FakePods pods, CompletableFuture<?> networkReady, Duration readyWithin) {
        CniCommands.Parts parts = parts(directory, pods);
        return new CniCalls(parts, serve(directory, parts, networkReady, readyWithin));
    }

    static CniServer serve(Path directory, CniCommands.Parts parts) {
        return serve(directory, parts, CompletableFuture.completedFuture(null), Duration.ofMillis(1));
    }

    private static CniServer serve(
            Path directory, CniCommands.Parts parts, CompletableFuture<?> networkReady, Duration readyWithin) {
        Path socket = directory.resolve("cni.sock");
        PodNetworkOptions options = new PodNetworkOptions("br-int", socket, "", false, readyWithin);
        return CniServer.start(
                socket, new CniCommands(SampleNode.N1, parts, new RecordedDesired(), networkReady, options));
    }

    /// What an agent's life works with; the addresses are in files and outlive it.
    static CniCommands.Parts parts(Path directory, FakePods pods) {
        HostLocal ipam = HostLocal.open(directory.resolve("addresses"));
        return new CniCommands.Parts(
                ipam, pods, pods, pods, new ContainerLocks(), new PodRemovals(pods::rest, new Random(1)));
    }

    static String frame(String command, String version, String more) {
        return """
                {"command":"%s","containerId":"abc","netns":"/run/netns/x","ifname":"eth0",
                 "args":"IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-1","path":"/opt/cni/bin",
                 "config":{"cniVersion":"%s","name":"antrea","type":"antrea","ipam":{"type":"host-local"}%s}}""".formatted(command, version, more);
    }

    private Json.Obj answer(String frame) {
        return server.answer(frame.getBytes(StandardCharsets.UTF_8)).asObject("answer");
    }

    Json.Obj done(String command, String version, String more) {
        return doneFrame(frame(command, version, more));
    }

    Json.Obj doneFrame(String frame) {
        Json.Obj answer = answer(frame);
        assertEquals(0, answer.number("exit"), answer::toString);
        return answer.object("output");
    }

    /// CHECK and DEL print nothing.
    void silent(String frame) {
        Json.Obj answer = answer(frame);
        assertEquals("{\"exit\":0,\"output\":null}", answer.toString());
    }

    /// The message of the error with that code.
    String refused(String command, int code) {
        return refusedFrame(frame(command, "1.0.0", ""), code);
    }

    String refusedFrame(String frame, int code) {
        Json.Obj answer = answer(frame);
        assertEquals(1, answer.number("exit"), answer::toString);
        assertEquals(code, answer.object("output").number("code"), answer::toString);
        return answer.object("output").text("msg");
    }

    @Override
    public void close() {
        server.close();
    }
}
