package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.IpAddress;
import antrea.net.Protocol;
import antrea.net.packet.Transport;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Policies at the edge of what the API has: read from text, and asked by packets.
class PolicyEdgesTest {
    private final ClusterObjects cluster = new ClusterObjects();

    PolicyEdgesTest() {
        ObjectYaml.read(Repository.read(Path.of("src/test/resources/walk.yaml")), "walk.yaml", cluster);
        cluster.policies.clear();
    }

    private void apply(String spec) {
        String yaml = """
                kind: NetworkPolicy
                apiVersion: networking.k8s.io/v1
                metadata: {namespace: shop, name: edge, uid: edge}
                spec: %s
                """.formatted(spec);
        ObjectYaml.read(yaml, "edge", cluster);
    }

    private boolean reaches(String source, int port) {
        Fabric fabric = new Fabric(cluster, World.of(cluster, Settings.PLAIN));
        IpAddress from = IpAddress.parse(source);
        IpAddress to = Fabric.address(cluster.pod("shop", "b"), from.family()).orElseThrow();
        Fabric.Journey journey = fabric.trace("n1", fabric.fromGateway("n1", from, to, Transport.Tcp.syn(40000, port)));
        return journey.landsAt("n1", Facts.interfaceOf(cluster.pod("shop", "b")).port());
    }

    /// The API server refuses such a policy; one that comes all the same isolates, and its other peers count.
    @Test
    void cidrThatIsNoneStandsForNobody() {
        apply("""
                {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [
                  {ipBlock: {cidr: 10.0.0.0/33}},
                  {ipBlock: {cidr: 198.51.100.0/24, except: [nonsense]}},
                  {ipBlock: {cidr: "2001:db8::/129"}},
                  {ipBlock: {cidr: 203.0.113.0/24}},
                  {ipBlock: {cidr: "2001:db8:1::/48"}}]}]}
                """);
        assertTrue(reaches("203.0.113.9", 80));
        assertTrue(reaches("2001:db8:1::9", 80));
        for (String source : new String[] {"10.0.0.9", "198.51.100.9", "2001:db8::9"}) {
            assertFalse(reaches(source, 80), source);
        }
    }

    /// A rule that has no readable peer left is no rule for everybody.
    @Test
    void ruleOfUnreadablePeersAloneAllowsNobody() {
        apply("{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: all}}]}]}");
        assertFalse(reaches("203.0.113.9", 80));
        assertFalse(reaches("2001:db8::9", 80));
    }

    /// The API server refuses such ports; with them left out altogether the rule would be for all ports.
    @Test
    void portThatIsNoneStandsForNoTraffic() {
        apply("""
                {podSelector: {}, policyTypes: [Ingress], ingress: [
                  {ports: [{port: 70000}]}, {ports: [{protocol: IPX}, {port: 443}]}]}
                """);
        assertFalse(reaches("203.0.113.9", 80));
        assertFalse(reaches("2001:db8::9", 80));
        assertTrue(reaches("203.0.113.9", 443));
        assertTrue(reaches("2001:db8::9", 443));
    }

    @Test
    void emptySelectorsMeanAllAndMissingOnesTheOwnNamespace() {
        apply("{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}");
        assertFalse(reaches("203.0.113.9", 80));
        Verdicts ownNamespace = new Verdicts(cluster, World.of(cluster, Settings.PLAIN));
        assertTrue(ownNamespace.allows(probe("a", "b")));
        apply("{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}}]}]}");
        assertTrue(new Verdicts(cluster, World.of(cluster, Settings.PLAIN)).allows(probe("c", "b")));
        assertFalse(reaches("203.0.113.9", 80));
        apply("{podSelector: {}, policyTypes: [Ingress], ingress: [{from: []}]}");
        assertTrue(reaches("203.0.113.9", 80));
        assertTrue(reaches("2001:db8::9", 80));
        apply("{podSelector: {}}");
        assertFalse(reaches("203.0.113.9", 80));
    }

    private Probe probe(String from, String to) {
        return new Probe(end(from), end(to), Protocol.TCP, 80);
    }

    private Probe.End end(String pod) {
        return Probe.End.of(
                cluster.pod("shop", pod).key(),
                cluster.pod("shop", pod).ips().getFirst(),
                cluster.pod("shop", pod).nodeName());
    }

    @Test
    void thousandBlocksInOneRule() {
        String blocks = IntStream.range(0, 500)
                .mapToObj(i -> "{ipBlock: {cidr: 203." + i / 250 + "." + i % 250 + ".0/25}},"
                        + "{ipBlock: {cidr: \"2001:db8:" + Integer.toHexString(i) + "::/49\"}}")
                .collect(Collectors.joining(","));
        apply("{podSelector: {matchLabels: {app: b}}, policyTypes: [Ingress], ingress: [{from: [" + blocks + "]}]}");
        long rows = World.of(cluster, Settings.PLAIN).rig("n1").desired.allFlows().stream()
                .filter(f -> f.table().name().equals("IngressRule"))
                .count();
        assertEquals(1000 + 1 + 2, rows);
        for (int i : new int[] {0, 249, 250, 499}) {
            assertTrue(reaches("203." + i / 250 + "." + i % 250 + ".9", 80));
            assertFalse(reaches("203." + i / 250 + "." + i % 250 + ".200", 80));
            assertTrue(reaches("2001:db8:" + Integer.toHexString(i) + "::9", 80));
            assertFalse(reaches("2001:db8:" + Integer.toHexString(i) + ":8000::9", 80));
        }
    }
}
