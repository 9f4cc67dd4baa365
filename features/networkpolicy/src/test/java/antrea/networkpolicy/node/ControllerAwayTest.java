package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.testing.RecordedDesired;
import antrea.graph.testing.ManualCalculation;
import antrea.kube.access.ApiAccess;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.Pause;
import antrea.kube.object.ObjectKey;
import antrea.kube.watch.Backoff;
import antrea.kube.watch.ListWatch;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.Metadata;
import antrea.podnetwork.api.LocalInterface;
import antrea.serve.codec.WatchFrame;
import antrea.serve.codec.WireFormat;
import antrea.serve.codec.WireObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent that starts while the controller is away, and what happens when it comes back.
class ControllerAwayTest {
    private static final LocalInterface INTERFACE = new LocalInterface(
            "a-veth",
            17,
            new ObjectKey("ns", "a"),
            "container",
            MacAddress.parse("0a:00:00:00:00:11"),
            List.of(IpAddress.parse("10.10.1.17"), IpAddress.parse("fd00:10:1::11")));
    private static final AppliedToGroup TARGETS = new AppliedToGroup(
            Metadata.of("targets", "targets"),
            List.of(new GroupMember(new MemberRef.Pod("ns", "a"), List.of(), List.of())));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final ManualCalculation calculation = new ManualCalculation();
    private final RecordedDesired desired = new RecordedDesired();
    private final AtomicReference<Supplier<ApiTransport>> controller = new AtomicReference<>(() -> {
        throw new UncheckedIOException(new IOException("no ready endpoint"));
    });

    private PolicyFiles files() {
        return new PolicyFiles(folder, Duration.ofMillis(20), InstantSource.system());
    }

    private ControlPlaneWatch start(PolicyFiles files) {
        new PolicyNode(new PolicyOptions(Set.of(IpFamily.V4, IpFamily.V6), List.of(), OptionalInt.empty()))
                .wire(calculation.loop(), desired);
        ListWatch.Timing timing = new ListWatch.Timing(
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)),
                Pause.ofThread(),
                InstantSource.system(),
                new Random(1));
        ControlPlaneWatch watch = new ControlPlaneWatch(
                () -> controller.get().get(),
                "n1",
                calculation.loop(),
                timing,
                files,
                new RealizationReports("n1", _ -> {}));
        files.start();
        watch.start();
        calculation.inlet(LocalInterface.SOURCE).put("a-veth", INTERFACE);
        calculation.inlet(LocalInterface.SOURCE).markSynced();
        return watch;
    }

    private void await(Supplier<Boolean> condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.get()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            calculation.settle();
        }
    }

    private boolean isolated() {
        return desired.allFlows().stream().anyMatch(f -> f.table().equals(PolicyTables.INGRESS_DEFAULT_RULE));
    }

    private void store() {
        PolicyFiles files = files();
        files.start();
        files.addressGroups().replaceAll(List.of());
        files.appliedToGroups().replaceAll(List.of(TARGETS));
        files.policies().replaceAll(List.of(PolicyFilesTest.policy("p1")));
        files.close();
    }

    @Test
    void policiesOfTheFilesAreEnforcedAndTheNodeIsInSync() {
        store();
        try (PolicyFiles files = files();
                ControlPlaneWatch watch = start(files)) {
            await(() -> calculation.loop().isSynced() && isolated());
            assertFalse(watch.isConnected());
        }
    }

    @Test
    void withoutFilesTheNodeWaits() {
        try (PolicyFiles files = files();
                ControlPlaneWatch watch = start(files)) {
            AtomicReference<Integer> tries = new AtomicReference<>(0);
            controller.set(() -> {
                tries.updateAndGet(n -> n + 1);
                throw new UncheckedIOException(new IOException("away"));
            });
            await(() -> tries.get() > 10);
            calculation.settle();
            assertFalse(calculation.loop().isSynced());
            assertFalse(watch.isConnected());
        }
    }

    @Test
    void controllerThatComesBackReplacesTheFiles() throws IOException {
        store();
        try (EmptyController back = new EmptyController();
                PolicyFiles files = files();
                ControlPlaneWatch watch = start(files)) {
            await(() -> calculation.loop().isSynced() && isolated());
            ApiTransport transport = new ApiTransport(ApiAccess.of(back.uri()));
            controller.set(() -> transport);
            await(() -> watch.isConnected() && !isolated());
            await(() -> files().policies().load().filter(c -> c.isEmpty()).isPresent());
        }
    }

    /// Serves empty kinds, as watches that stay open.
    private static final class EmptyController implements AutoCloseable {
        private final HttpServer server;
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        EmptyController() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::serve);
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        private void serve(HttpExchange exchange) throws IOException {
            AddressGroup empty = ControlPlane.ADDRESS_GROUP.empty();
            byte[] bookmark = WatchFrame.encode(
                            WireFormat.PROTOBUF, "BOOKMARK", WireObject.of(ControlPlane.ADDRESS_GROUP, empty))
                    .orElseThrow();
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bookmark);
                out.flush();
                end.join();
            }
        }

        @Override
        public void close() {
            end.complete(null);
            server.stop(0);
        }
    }

    @Test
    void patchOfAGroupOfTheFilesKeepsItsMembers() {
        store();
        PolicyFiles files = files();
        ReplicaSink<AppliedToGroup> sink = new ReplicaSink<>(
                ControlPlaneKind.APPLIED_TO_GROUPS,
                calculation.inlet(PolicySources.APPLIED_TO_GROUPS),
                files.appliedToGroups());
        sink.onUnavailable("away");
        GroupMember more = new GroupMember(new MemberRef.Pod("ns", "b"), List.of(), List.of());
        sink.onUpsert(new ControlPlaneObject.TargetsChange(
                new AppliedToGroup.Patch(TARGETS.metadata(), List.of(more), List.of())));
        calculation.settle();
        assertEquals(
                2,
                calculation
                        .loop()
                        .source(PolicySources.APPLIED_TO_GROUPS)
                        .get("targets")
                        .orElseThrow()
                        .groupMembers()
                        .size());
    }
}
