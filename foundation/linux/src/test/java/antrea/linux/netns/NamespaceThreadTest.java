package antrea.linux.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.linux.LinuxException;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.linux.testing.ScratchNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ovs")
class NamespaceThreadTest {
    @Test
    void noThreadOfTheProcessEndsUpInAPodNamespace() throws Exception {
        String home = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        try (NamespaceThread thread = NamespaceThread.start();
                ScratchNamespace pod = ScratchNamespace.create(thread)) {
            for (int i = 0; i < 50; i++) {
                Thread virtual = Thread.ofVirtual().start(() -> {
                    try (Rtnetlink netlink = Rtnetlink.open(thread, pod.namespace())) {
                        assertEquals(1, netlink.link("lo").orElseThrow().index());
                    }
                });
                virtual.join();
            }
            assertEquals(Set.of(home), namespacesOfAllThreads());
        }
    }

    private static Set<String> namespacesOfAllThreads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(NamespaceThreadTest::namespaceOf)
                    .filter(n -> !n.isEmpty())
                    .collect(Collectors.toSet());
        }
    }

    private static String namespaceOf(Path task) {
        try {
            return Files.readSymbolicLink(task.resolve("ns/net")).toString();
        } catch (IOException _) {
            return ""; // the thread has ended
        }
    }

    @Test
    void afterAFailureTheThreadIsHomeAndUsable() {
        try (NamespaceThread thread = NamespaceThread.start();
                NetworkNamespace notOne = NetworkNamespace.open(Path.of("/dev/null"));
                ScratchNamespace pod = ScratchNamespace.create(thread)) {
            assertThrows(LinuxException.class, () -> Rtnetlink.open(thread, notOne));
            assertThrows(LinuxException.class, () -> thread.readFileIn(pod.namespace(), "/proc/sys/none"));
            assertThrows(
                    LinuxException.class,
                    () -> thread.writeFileIn(pod.namespace(), "/proc/sys/net/ipv4/ip_forward", "x"));
            thread.writeFileIn(pod.namespace(), "/proc/sys/net/ipv4/ip_forward", "1");
            assertTrue(thread.readFileIn(pod.namespace(), "/proc/sys/net/ipv4/ip_forward")
                    .startsWith("1"));
        }
    }
}
