package antrea.oracle;

import antrea.kube.object.Pod;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random connections within a cluster, and between it and the outside.
final class RandomProbes {
    private static final Protocol[] PROTOCOLS = {
        Protocol.TCP, Protocol.TCP, Protocol.TCP, Protocol.UDP, Protocol.UDP, Protocol.SCTP, Protocol.ICMP
    };

    private final Random random;
    private final List<Pod> pods = new ArrayList<>();
    private final List<String> nodes;
    private final ClusterObjects cluster;

    RandomProbes(Random random, ClusterObjects cluster) {
        this.random = random;
        this.cluster = cluster;
        cluster.pods.values().stream().filter(Facts::hasInterface).forEach(pods::add);
        nodes = cluster.nodes.values().stream().map(n -> n.meta().name()).toList();
    }

    /// Empty when the choice came to nothing, such as a Pod without an address of the family.
    Optional<Probe> next() {
        if (pods.isEmpty()) {
            return Optional.empty();
        }
        IpFamily family = random.nextBoolean() ? IpFamily.V4 : IpFamily.V6;
        Protocol protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        if (protocol == Protocol.ICMP && family == IpFamily.V6) {
            protocol = Protocol.ICMPV6;
        }
        int port = protocol.hasPorts() ? RandomCluster.PORTS[random.nextInt(RandomCluster.PORTS.length)] : 0;
        Optional<Probe.End> from = pod(family);
        Optional<Probe.End> to = pod(family);
        if (from.isEmpty()
                || to.isEmpty()
                || from.get().address().equals(to.get().address())) {
            return Optional.empty();
        }
        return Optional.of(
                switch (random.nextInt(10)) {
                    case 0 -> new Probe(from.get(), outside(family), protocol, port);
                    case 1 -> new Probe(outside(family), to.get(), protocol, port);
                    default -> new Probe(from.get(), to.get(), protocol, port);
                });
    }

    private Optional<Probe.End> pod(IpFamily family) {
        Pod pod = pods.get(random.nextInt(pods.size()));
        return Fabric.address(pod, family).map(a -> Probe.End.of(pod.meta().key(), a, pod.nodeName()));
    }

    /// Somebody in the world, or a Node with its Pods of the host's network. From there a packet comes in at the
    /// Node where it is wanted, to there it leaves by the Node where it starts.
    private Probe.End outside(IpFamily family) {
        String node = nodes.get(random.nextInt(nodes.size()));
        IpAddress address = random.nextInt(3) == 0
                ? cluster.node(node).address(family).orElse(RandomCluster.outside(family))
                : RandomCluster.outside(family);
        return Probe.End.outside(address, node);
    }
}
