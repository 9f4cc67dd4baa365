package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Meta;
import antrea.kube.object.Pod;
import antrea.kube.object.Service;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.oracle.Fabric.Journey;
import antrea.oracle.Fabric.Landing;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Pods that talk to a Service reach the endpoint that is its turn, exactly when policies let them talk to that
/// endpoint: for random clusters, Services and policies.
class ServiceOracleTest {
    private static final Logger LOG = System.getLogger(ServiceOracleTest.class.getName());
    private static final int CLUSTERS = 60;
    private static final int PER_CLUSTER = 150;
    private static final int SERVICE_PORT = 8000;
    /// Without SCTP: the userspace datapath, which the switch in memory follows, translates no ports of it.
    private static final Protocol[] PROTOCOLS = {Protocol.TCP, Protocol.UDP};

    private final long seed = Long.getLong("oracle.seed", System.nanoTime() & 0xffffff);
    private final Random random = new Random(seed);
    private int reached;
    private int refused;
    private int denied;

    /// A Service of one family and its endpoints in order.
    private record Served(IpAddress clusterIp, Protocol protocol, int port, List<Pod> endpoints) {}

    @Test
    void clientsReachTheEndpointsThatPoliciesLetThem() {
        for (int i = 0; i < CLUSTERS; i++) {
            ClusterObjects cluster = new RandomCluster(random).cluster();
            List<Served> services = addServices(cluster);
            World world = World.of(cluster, random.nextBoolean() ? Settings.PROXY_ALL : Settings.PLAIN);
            check(cluster, services, new Fabric(cluster, world));
        }
        LOG.log(
                Logger.Level.INFO,
                "services reached={0} denied={1} refused={2} seed={3}",
                reached,
                denied,
                refused,
                seed);
        assertTrue(reached > 500 && denied > 500 && refused > 50, () -> reached + " " + denied + " " + refused);
    }

    private List<Served> addServices(ClusterObjects cluster) {
        List<Served> out = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            IpFamily family = i % 2 == 0 ? IpFamily.V4 : IpFamily.V6;
            Protocol protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
            int port = RandomCluster.PORTS[random.nextInt(RandomCluster.PORTS.length)];
            List<Pod> pods = cluster.pods.values().stream()
                    .filter(p ->
                            Facts.hasInterface(p) && Fabric.address(p, family).isPresent())
                    .filter(_ -> random.nextInt(3) == 0)
                    .sorted((a, b) -> Fabric.address(a, family)
                            .orElseThrow()
                            .compareTo(Fabric.address(b, family).orElseThrow()))
                    .toList();
            IpAddress clusterIp = IpAddress.parse((family == IpFamily.V4 ? "10.96.0." : "fd00:96::") + (10 + i));
            cluster.add(Service.of(Meta.of("shop", "s" + i))
                    .withAddresses(Service.Addresses.ofClusterIps(clusterIp))
                    .withPorts(List.of(Service.Port.of("p", protocol, SERVICE_PORT))));
            cluster.add(new EndpointSlice(
                    Meta.of("shop", "s" + i).withLabels(Map.of(EndpointSlice.SERVICE_NAME_LABEL, "s" + i)),
                    family == IpFamily.V4 ? EndpointSlice.AddressType.IPV4 : EndpointSlice.AddressType.IPV6,
                    pods.stream()
                            .map(p -> EndpointSlice.Endpoint.of(
                                    Fabric.address(p, family).orElseThrow(), p.nodeName()))
                            .toList(),
                    List.of(EndpointSlice.Port.of("p", protocol, port))));
            out.add(new Served(clusterIp, protocol, port, pods));
        }
        return out;
    }

    private void check(ClusterObjects cluster, List<Served> services, Fabric fabric) {
        List<Pod> clients =
                cluster.pods.values().stream().filter(Facts::hasInterface).toList();
        for (int i = 0; i < PER_CLUSTER && !clients.isEmpty(); i++) {
            Served service = services.get(random.nextInt(services.size()));
            Pod client = clients.get(random.nextInt(clients.size()));
            Optional<IpAddress> address =
                    Fabric.address(client, service.clusterIp().family());
            if (address.isPresent()) {
                int turn = random.nextInt(8);
                fabric.forget();
                fabric.at(client.nodeName())
                        .choose((group, _) -> turn % group.buckets().size());
                check(cluster, fabric, service, client, turn);
            }
        }
    }

    private void check(ClusterObjects cluster, Fabric fabric, Served service, Pod client, int turn) {
        IpFamily family = service.clusterIp().family();
        Probe.End from =
                Probe.End.of(client.meta().key(), Fabric.address(client, family).orElseThrow(), client.nodeName());
        Probe toService = new Probe(
                from, Probe.End.outside(service.clusterIp(), client.nodeName()), service.protocol(), SERVICE_PORT);
        Journey journey =
                fabric.trace(client.nodeName(), fabric.fromPod(client, service.clusterIp(), toService.transport()));
        if (service.endpoints().isEmpty()) {
            assertTrue(journey.trace().toController().isPresent(), () -> explain(fabric, journey));
            refused++;
            return;
        }
        Pod endpoint = service.endpoints().get(turn % service.endpoints().size());
        if (endpoint.equals(client)) {
            return; // what a Pod may say to itself is nobody's business
        }
        IpAddress destination = Fabric.address(endpoint, family).orElseThrow();
        Probe.End to = Probe.End.of(endpoint.meta().key(), destination, endpoint.nodeName());
        boolean expected = new NaivePolicies(cluster).allows(new Probe(from, to, service.protocol(), service.port()));
        boolean arrived =
                journey.landsAt(endpoint.nodeName(), Facts.interfaceOf(endpoint).port());
        assertEquals(expected, arrived, () -> explain(fabric, journey) + KubectlText.write(cluster));
        if (!arrived) {
            denied++;
            return;
        }
        reached++;
        Landing landing = journey.landing().orElseThrow();
        assertEquals(destination, landing.packet().destination());
        assertEquals(from.address(), landing.packet().source());
        if (service.protocol() == Protocol.TCP) {
            Journey back = fabric.trace(landing.node(), fabric.answer(landing, PacketWalkTest.answerTo(landing)));
            assertTrue(back.landsAt(client.nodeName(), Facts.interfaceOf(client).port()), () -> explain(fabric, back));
            assertEquals(
                    service.clusterIp(), back.landing().orElseThrow().packet().source());
        }
    }

    private String explain(Fabric fabric, Journey journey) {
        return "-Doracle.seed=" + seed + "\n" + fabric.describe(journey);
    }
}
