package antrea.podnetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.Meta;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.podnetwork.api.LocalInterface;
import antrea.podnetwork.testing.FakePods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a start does about what is there, and when kubelet is served.
class CniStartTest {
    private static final String SECOND = InterfaceName.ofPod("web-2", "def");
    private static final ObjectKey WEB_2 = new ObjectKey("shop", "web-2");
    private static final Map<ObjectKey, Pod> WEB_1 =
            Map.of(new ObjectKey("shop", "web-1"), Pod.of(Meta.of("shop", "web-1")));

    @TempDir
    private Path directory;

    private final FakePods pods = new FakePods();
    private final List<Duration> rests = new ArrayList<>();
    /// What happens while the start rests; when there is nothing left, the agent ends.
    private final List<Runnable> meanwhile = new ArrayList<>();

    private final CniStart start = new CniStart(this::rest, RandomGenerator.of("L64X128MixRandom"));
    private CniCommands.Parts parts;

    private boolean rest(Duration length) {
        rests.add(length);
        if (meanwhile.isEmpty()) {
            return false;
        }
        meanwhile.removeFirst().run();
        return true;
    }

    /// A life in which two Pods came.
    @BeforeEach
    void lastLife() {
        try (CniCalls calls = CniCalls.begin(directory, pods)) {
            calls.done("ADD", "1.0.0", "");
            calls.doneFrame(CniCalls.frame("ADD", "1.0.0", "")
                    .replace("\"abc\"", "\"def\"")
                    .replace("web-1", "web-2"));
        }
        parts = CniCalls.parts(directory, pods);
        pods.interfaces.clear();
    }

    @AfterEach
    void stop() {
        start.close();
    }

    private CniServer serve() {
        return CniCalls.serve(directory, parts);
    }

    private boolean isServed() {
        return start.check().failure().get().isEmpty();
    }

    private LocalInterface known() {
        return Optional.ofNullable(pods.ports.get(CniCalls.NAME))
                .flatMap(PodPortIds::read)
                .orElseThrow();
    }

    @Test
    void podsThatAreAreKeptAndThoseGoneFromTheApiAreRemoved() {
        start.run(WEB_1, parts, this::serve);
        assertTrue(isServed());
        assertEquals(List.of(), rests);
        assertEquals(Set.of(CniCalls.NAME), pods.ports.keySet());
        assertEquals(Set.of(CniCalls.NAME), pods.devices.keySet());
        assertEquals(Set.of(CniCalls.NAME), pods.interfaces.keySet());
        assertEquals(Set.of(CniCalls.NAME), pods.withoutIp);
        assertEquals(2, parts.ipam().addressesOf(CniCalls.OWNER).size());
        assertEquals(2, parts.ipam().allocations().size());
    }

    @Test
    void whatACrashLeftOfARemovalIsFound() {
        pods.removals = new CountDownLatch(1);
        try (CniCalls calls = CniCalls.begin(directory, pods)) {
            calls.silent(CniCalls.frame("DEL", "1.0.0", ""));
        }
        assertTrue(pods.devices.containsKey(CniCalls.NAME));
        parts = CniCalls.parts(directory, pods); // another life; the removal of the first is stuck
        start.run(Map.of(WEB_2, Pod.of(Meta.of("shop", "web-2"))), parts, this::serve);
        assertEquals(Set.of(SECOND), pods.devices.keySet());
        assertEquals(List.of(), parts.ipam().addressesOf(CniCalls.OWNER));
        pods.removals.countDown();
    }

    @Test
    void deletionThatFailsHoldsUpNothingAndIsTriedAgain() {
        pods.stuck.add(SECOND);
        meanwhile.add(() -> {
            assertTrue(isServed());
            assertEquals(Set.of(), pods.ports.keySet());
            assertEquals(Set.of(SECOND), pods.devices.keySet());
        });
        meanwhile.add(pods.stuck::clear);
        start.run(Map.of(), parts, this::serve);
        assertEquals(Set.of(), pods.devices.keySet());
        assertEquals(Map.of(), parts.ipam().allocations());
        assertEquals(2, rests.size());
        assertTrue(rests.getFirst().compareTo(rests.getLast()) < 0, rests::toString);
    }

    @Test
    void podThatCameAfterTheStartIsNotRemovedByALaterTry() {
        pods.stuck.add(SECOND);
        meanwhile.add(() -> {
            try (CniCalls calls = CniCalls.begin(directory, pods)) {
                calls.doneFrame(CniCalls.frame("ADD", "1.0.0", "").replace("\"abc\"", "\"xyz\""));
            }
        });
        meanwhile.add(pods.stuck::clear);
        start.run(Map.of(), parts, this::serve);
        assertEquals(Set.of(InterfaceName.ofPod("web-1", "xyz")), pods.ports.keySet());
    }

    @Test
    void portThatGetsItsNumberLateIsTakenUpThen() {
        LocalInterface local = known();
        pods.ports.put(CniCalls.NAME, FakePods.port(local, OptionalInt.empty()));
        meanwhile.add(() -> assertEquals(Map.of(), pods.interfaces));
        meanwhile.add(() -> pods.ports.put(CniCalls.NAME, FakePods.port(local, OptionalInt.of(local.port()))));
        start.run(WEB_1, parts, this::serve);
        assertEquals(Map.of(CniCalls.NAME, local), pods.interfaces);
        assertEquals(2, rests.size());
    }

    @Test
    void portWithoutNumberThatIsDeletedIsNotWaitedFor() {
        LocalInterface local = known();
        pods.ports.put(CniCalls.NAME, FakePods.port(local, OptionalInt.empty()));
        meanwhile.add(() -> pods.ports.remove(CniCalls.NAME));
        start.run(WEB_1, parts, this::serve);
        assertEquals(Map.of(), pods.interfaces);
        assertEquals(1, rests.size());
    }

    @Test
    void nodeIsNotReadyBeforeTheServerListens() {
        List<String> told = new ArrayList<>();
        meanwhile.add(() -> told.add(start.check().failure().get().orElse("")));
        told.add(start.check().failure().get().orElse(""));
        boolean[] free = new boolean[1];
        start.run(WEB_1, parts, () -> {
            if (!free[0]) {
                free[0] = true;
                throw new UncheckedIOException("cannot listen", new IOException("in use"));
            }
            return serve();
        });
        assertEquals(2, told.size());
        assertTrue(told.getFirst().contains("not known yet"), told::toString);
        assertTrue(told.getLast().contains("cannot listen"), told::toString);
        assertTrue(isServed());
    }

    @Test
    void anAgentThatEndsTriesNoMore() {
        pods.stuck.add(SECOND);
        start.run(WEB_1, parts, this::serve);
        assertEquals(1, rests.size());
    }
}
