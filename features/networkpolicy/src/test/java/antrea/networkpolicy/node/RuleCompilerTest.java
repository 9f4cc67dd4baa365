package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.ObjectKey;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.PortRange;
import antrea.net.Protocol;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.IpBlock;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.NamedPort;
import antrea.networkpolicy.api.NetworkPolicyPeer;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.networkpolicy.api.Service;
import antrea.podnetwork.api.LocalInterface;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What a rule matches, for the Pods and interfaces that there are.
class RuleCompilerTest {
    private static final LocalInterface WEB = local("web", 17);
    private static final LocalInterface DB = local("db", 18);
    private static final NamedPort HTTP = new NamedPort(8080, "http", Protocol.TCP);

    private final RuleCompiler compiler = compiler(IpFamily.V4, IpFamily.V6);

    private static RuleCompiler compiler(IpFamily... families) {
        return new RuleCompiler(Set.of(families), pod -> Map.of("web", List.of(WEB), "db", List.of(DB))
                .getOrDefault(pod.name(), List.of()));
    }

    private static LocalInterface local(String pod, int number) {
        return new LocalInterface(
                pod + "-veth",
                number,
                new ObjectKey("ns", pod),
                "container",
                new MacAddress(number),
                List.of(IpAddress.parse("10.1.0." + number), IpAddress.parse("fd00::" + number)));
    }

    private static GroupMember member(String pod, List<String> ips, NamedPort... ports) {
        return new GroupMember(
                new MemberRef.Pod("ns", pod), ips.stream().map(IpAddress::parse).toList(), List.of(ports));
    }

    private static NetworkPolicyRule rule(Direction direction, List<IpBlock> blocks, Service... services) {
        return new NetworkPolicyRule(
                direction,
                NetworkPolicyPeer.of(List.of("peers"), blocks),
                List.of(services),
                List.of(),
                NetworkPolicyRule.Verdict.K8S_ALLOW,
                List.of());
    }

    private static IpBlock block(String cidr, String... except) {
        return new IpBlock(
                AddressWithPrefix.parse(cidr),
                List.of(except).stream().map(AddressWithPrefix::parse).toList());
    }

    private static SortedSet<Cidr> cidrs(String... all) {
        return List.of(all).stream().map(Cidr::parse).collect(Collectors.toCollection(TreeSet::new));
    }

    private static PortMatch port(Protocol protocol, int first, int last) {
        return new PortMatch(protocol, new PortRange(first, last));
    }

    private static Set<Integer> ports(CompiledRule rule) {
        return rule.targets().stream().map(CompiledRule.Target::port).collect(Collectors.toSet());
    }

    @Test
    void targetsAreThePodsWithAnInterfaceHere() {
        List<GroupMember> applied = List.of(member("web", List.of()), member("elsewhere", List.of()));
        CompiledRule out = compiler.calculate(rule(Direction.IN, List.of()), applied, List.of())
                .getFirst();
        assertEquals(
                Set.of(new CompiledRule.Target(17, Set.of(IpAddress.parse("10.1.0.17"), IpAddress.parse("fd00::17")))),
                out.targets());
        assertTrue(out.services().isEmpty(), "any traffic");
        assertTrue(out.peers().isEmpty(), "nobody");
        assertEquals(2, out.clauseCount());
    }

    @Test
    void peersAreBlocksWithoutTheirExceptionsAndMembersOfTheNodesFamilies() {
        NetworkPolicyRule rule = rule(
                Direction.IN, List.of(block("10.0.0.7/8", "10.128.0.0/9"), block("fd00::/64", "fd00:0:0:0:8000::/65")));
        List<GroupMember> peers = List.of(member("b", List.of("10.200.0.9", "fd01::9")));
        assertEquals(
                cidrs("10.0.0.0/9", "10.200.0.9/32", "fd00::/65", "fd01::9/128"),
                compiler.calculate(rule, List.of(), peers).getFirst().peers());
        assertEquals(
                cidrs("10.0.0.0/9", "10.200.0.9/32"),
                compiler(IpFamily.V4)
                        .calculate(rule, List.of(), peers)
                        .getFirst()
                        .peers());
        assertEquals(
                cidrs("fd00::/65", "fd01::9/128"),
                compiler(IpFamily.V6)
                        .calculate(rule, List.of(), peers)
                        .getFirst()
                        .peers());
    }

    @Test
    void exceptionThatIsTheWholeBlockLeavesNobody() {
        for (String cidr : new String[] {"10.0.0.0/8", "fd00::/8"}) {
            NetworkPolicyRule rule = rule(Direction.OUT, List.of(block(cidr, cidr)));
            assertTrue(compiler.calculate(rule, List.of(), List.of())
                    .getFirst()
                    .peers()
                    .isEmpty());
        }
    }

    @Test
    void portsAreNumbersRangesOrTheWholeProtocol() {
        Service range = Service.of(Protocol.UDP).withPort(new Service.Port.Number(100), OptionalInt.of(200));
        Service backwards = Service.of(Protocol.TCP).withPort(new Service.Port.Number(90), OptionalInt.of(80));
        NetworkPolicyRule rule = rule(
                Direction.IN, List.of(), Service.of(Protocol.TCP, 80), range, Service.of(Protocol.SCTP), backwards);
        CompiledRule out = compiler.calculate(rule, List.of(), List.of()).getFirst();
        assertEquals(
                Optional.of(Set.of(
                        port(Protocol.TCP, 80, 80),
                        port(Protocol.UDP, 100, 200),
                        port(Protocol.SCTP, 0, 65535),
                        port(Protocol.TCP, 90, 90))),
                out.services().map(Set::copyOf));
        assertEquals(3, out.clauseCount());
    }

    @Test
    void namedIngressPortIsTheTargetsAndSplitsTheRule() {
        NetworkPolicyRule rule = rule(Direction.IN, List.of(block("0.0.0.0/0")), Service.of(Protocol.TCP, "http"));
        List<GroupMember> applied = List.of(
                member("web", List.of(), HTTP, new NamedPort(53, "http", Protocol.UDP)), member("db", List.of()));
        List<CompiledRule> out = compiler.calculate(rule, applied, List.of());
        assertEquals(2, out.size());
        for (CompiledRule each : out) {
            boolean web = ports(each).equals(Set.of(17));
            assertEquals(
                    web ? Set.of(port(Protocol.TCP, 8080, 8080)) : Set.of(),
                    Set.copyOf(each.services().orElseThrow()),
                    "a name that nobody knows allows nothing");
        }
    }

    @Test
    void targetsThatAgreeOnANameShareTheirRule() {
        NetworkPolicyRule rule = rule(Direction.IN, List.of(), Service.of(Protocol.TCP, "http"));
        List<GroupMember> applied = List.of(member("web", List.of(), HTTP), member("db", List.of(), HTTP));
        List<CompiledRule> out = compiler.calculate(rule, applied, List.of());
        assertEquals(1, out.size());
        assertEquals(Set.of(17, 18), ports(out.getFirst()));
    }

    @Test
    void namedEgressPortIsThePeersAndBlocksKeepNumbersOnly() {
        NetworkPolicyRule rule = rule(
                Direction.OUT,
                List.of(block("203.0.113.0/24"), block("2001:db8::/32")),
                Service.of(Protocol.TCP, "http"),
                Service.of(Protocol.TCP, 443));
        List<GroupMember> peers = List.of(
                member("b", List.of("10.2.0.9", "fd02::9"), HTTP), member("c", List.of("10.2.0.10", "fd02::10")));
        List<CompiledRule> out = compiler.calculate(rule, List.of(member("web", List.of())), peers);
        Map<SortedSet<Cidr>, Set<PortMatch>> byPeers = out.stream()
                .collect(Collectors.toMap(
                        CompiledRule::peers, r -> Set.copyOf(r.services().orElseThrow())));
        assertEquals(
                Map.of(
                        cidrs("203.0.113.0/24", "2001:db8::/32"), Set.of(port(Protocol.TCP, 443, 443)),
                        cidrs("10.2.0.9/32", "fd02::9/128"),
                                Set.of(port(Protocol.TCP, 443, 443), port(Protocol.TCP, 8080, 8080)),
                        cidrs("10.2.0.10/32", "fd02::10/128"), Set.of(port(Protocol.TCP, 443, 443))),
                byPeers);
        assertEquals(3, out.stream().map(CompiledRule::variant).distinct().count());
    }

    @Test
    void namedEgressPortThatNobodyHasStillIsolates() {
        NetworkPolicyRule rule = rule(Direction.OUT, List.of(), Service.of(Protocol.TCP, "http"));
        List<CompiledRule> out = compiler.calculate(rule, List.of(member("web", List.of())), List.of());
        assertEquals(1, out.size());
        assertEquals(Set.of(17), ports(out.getFirst()));
        assertTrue(out.getFirst().services().orElseThrow().isEmpty());
    }
}
