package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.IpAddress;
import antrea.networkpolicy.LoggedLines;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyPeer;
import antrea.networkpolicy.api.NetworkPolicyReference;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The last word of the controller, in files.
class PolicyFilesTest {
    private static final Duration RETRY = Duration.ofMillis(20);
    private static final AddressGroup PEERS = new AddressGroup(
            Metadata.of("peers", "peers"),
            List.of(new GroupMember(
                    new MemberRef.Pod("ns", "b"),
                    List.of(IpAddress.parse("10.10.2.9"), IpAddress.parse("fd00:10:2::9")),
                    List.of())));
    private static final AppliedToGroup TARGETS = new AppliedToGroup(
            Metadata.of("targets", "targets"),
            List.of(new GroupMember(new MemberRef.Pod("ns", "a"), List.of(), List.of())));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path parent;

    private Path root() {
        return parent.resolve("networkpolicy");
    }

    static NetworkPolicy policy(String uid) {
        NetworkPolicyRule rule = new NetworkPolicyRule(
                Direction.IN,
                NetworkPolicyPeer.of(List.of("peers"), List.of()),
                List.of(),
                List.of(),
                NetworkPolicyRule.Verdict.K8S_ALLOW,
                List.of());
        return NetworkPolicy.k8s(NetworkPolicyReference.k8s("ns", uid, uid), 3, List.of(rule), List.of("targets"));
    }

    private PolicyFiles files() {
        return new PolicyFiles(root(), RETRY, InstantSource.system());
    }

    /// What a new agent finds after one that wrote this and ended.
    private PolicyFiles after(Consumer<PolicyFiles> writes) {
        PolicyFiles files = files();
        files.start();
        writes.accept(files);
        files.close();
        return files();
    }

    private static void all(PolicyFiles files, NetworkPolicy... policies) {
        files.addressGroups().replaceAll(List.of(PEERS));
        files.appliedToGroups().replaceAll(List.of(TARGETS));
        files.policies().replaceAll(Arrays.asList(policies));
    }

    private Set<String> listing() {
        try (Stream<Path> walk = Files.walk(root())) {
            Set<String> out = new TreeSet<>();
            walk.filter(Files::isRegularFile)
                    .forEach(p -> out.add(root().relativize(p).toString()));
            return out;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(Supplier<Boolean> condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.get()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            Thread.onSpinWait();
        }
    }

    private static <T> Set<T> set(Optional<Collection<T>> loaded) {
        return Set.copyOf(loaded.orElseThrow());
    }

    @Test
    void whatWasWrittenIsReadBack() {
        PolicyFiles next = after(files -> all(files, policy("p1"), policy("p2")));
        assertEquals(Set.of(policy("p1"), policy("p2")), set(next.policies().load()));
        assertEquals(Set.of(PEERS), set(next.addressGroups().load()));
        assertEquals(Set.of(TARGETS), set(next.appliedToGroups().load()));
    }

    @Test
    void filesStandWhereTheOriginalLooksForThemAndAreOfRootAlone() throws IOException {
        after(files -> all(files, policy("p1")));
        assertEquals(
                Set.of(
                        "address-groups/peers",
                        "address-groups.complete",
                        "applied-to-groups/targets",
                        "applied-to-groups.complete",
                        "network-policies/p1",
                        "network-policies.complete"),
                listing());
        Path file = root().resolve("network-policies/p1");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("k8s\0", new String(Files.readAllBytes(file), 0, 4, StandardCharsets.US_ASCII));
    }

    @Test
    void changesReachTheFilesAndADeletedPolicyHasNone() {
        PolicyFiles next = after(files -> {
            all(files, policy("p1"), policy("p2"));
            files.policies().put(policy("p3"));
            files.policies().remove("p1");
        });
        assertEquals(Set.of(policy("p2"), policy("p3")), set(next.policies().load()));
        assertFalse(Files.exists(root().resolve("network-policies/p1")));
    }

    @Test
    void wholeStateReplacesWhatStoodThere() throws IOException {
        after(files -> all(files, policy("old"), policy("p1")));
        Files.write(root().resolve("network-policies/.piece"), new byte[] {1});
        PolicyFiles next = after(files -> all(files, policy("p1")));
        assertEquals(Set.of(policy("p1")), set(next.policies().load()));
        assertFalse(listing().stream().anyMatch(name -> name.contains("old") || name.contains("piece")));
    }

    @Test
    void nothingWasEverWrittenIsNotAnEmptyState() {
        assertTrue(files().policies().load().isEmpty());
        assertEquals(Set.of(), set(after(files -> all(files)).policies().load()));
    }

    /// The selector of a policy is edited, its old group has gone, and then the agent is killed.
    @Test
    void aPolicyWithoutItsTargetsIsNotTakenForTheWhole() {
        PolicyFiles next = after(files -> {
            all(files, policy("p1"));
            files.appliedToGroups().remove("targets");
        });
        assertEquals(Set.of(), set(next.appliedToGroups().load()));
        assertTrue(next.policies().load().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"network-policies/p1", "applied-to-groups/targets"})
    void lostPolicyOrTargetsAreNotTakenForTheWhole(String name) throws IOException {
        PolicyFiles next = after(files -> all(files, policy("p1"), policy("p2")));
        byte[] content = Files.readAllBytes(root().resolve(name));
        for (byte[] damaged : damaged(content)) {
            Files.write(root().resolve(name), damaged);
            assertTrue(next.policies().load().isEmpty()
                    || next.appliedToGroups().load().isEmpty());
        }
    }

    @Test
    void unreadableFileIsNamedInTheLog(@TempDir Path logs) throws IOException {
        PolicyFiles next = after(files -> all(files, policy("p1"), policy("p2")));
        Path broken = root().resolve("network-policies/p2");
        Files.write(broken, new byte[] {1, 2, 3});
        try (LoggedLines lines = new LoggedLines(logs)) {
            assertTrue(next.policies().load().isEmpty());
            assertTrue(lines.errors().stream().anyMatch(line -> line.contains("file=" + broken)));
        }
    }

    @Test
    void lostPeersAreLeftOutSinceWithoutThemLessIsAllowed() throws IOException {
        AddressGroup other = new AddressGroup(Metadata.of("other", "other"), List.of());
        PolicyFiles next = after(files -> files.addressGroups().replaceAll(List.of(PEERS, other)));
        byte[] content = Files.readAllBytes(root().resolve("address-groups/peers"));
        for (byte[] damaged : damaged(content)) {
            Files.write(root().resolve("address-groups/peers"), damaged);
            assertEquals(Set.of(other), set(next.addressGroups().load()));
        }
    }

    /// Cut at many places, empty, and something else altogether.
    private static List<byte[]> damaged(byte[] content) {
        List<byte[]> out = new ArrayList<>(List.of(new byte[0], new byte[] {7, 7, 7, 7, 7, 7}));
        for (int length = 1; length < content.length - 4; length += 3) { // the last four bytes are two empty texts
            out.add(Arrays.copyOf(content, length));
        }
        return out;
    }

    @Test
    void whatCannotBeWrittenIsWrittenLaterAndIsUntilThenNoWholeState() throws IOException {
        Files.write(root(), new byte[0]); // a file where the folder should be stops root too
        PolicyFiles files = files();
        files.start();
        all(files, policy("p1"));
        files.policies().put(policy("p2"));
        files.policies().remove("p1");
        assertTrue(files.policies().load().isEmpty());
        Files.delete(root());
        await(() -> Files.exists(root().resolve("network-policies.complete")));
        assertEquals(Set.of(policy("p2")), set(files().policies().load()));
        files.close();
    }

    @Test
    void oneUnwritableFileTakesTheMarkAwayAndTheOthersAreWritten() throws IOException {
        PolicyFiles files = files();
        files.start();
        all(files, policy("p1"));
        await(() -> Files.exists(root().resolve("network-policies.complete")));
        Path blocked = root().resolve("network-policies/p2");
        Files.createDirectories(blocked.resolve("in the way"));
        files.policies().put(policy("p2"));
        files.policies().put(policy("p3"));
        await(() -> Files.exists(root().resolve("network-policies/p3"))
                && !Files.exists(root().resolve("network-policies.complete")));
        Files.delete(blocked.resolve("in the way"));
        Files.delete(blocked);
        await(() -> Files.exists(root().resolve("network-policies.complete")));
        assertEquals(
                Set.of(policy("p1"), policy("p2"), policy("p3")),
                set(files().policies().load()));
        files.close();
    }
}
