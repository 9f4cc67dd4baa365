package antrea.oracle;

import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.net.Protocol;
import antrea.net.packet.TcpFlags;
import antrea.net.packet.Transport;
import antrea.oracle.Fabric.Journey;
import antrea.pipeline.trace.Arrival;
import java.util.Optional;

/// What the switches of a cluster do with a [Probe].
final class Verdicts {
    private final ClusterObjects cluster;
    private final Fabric fabric;

    Verdicts(ClusterObjects cluster, World world) {
        this.cluster = cluster;
        this.fabric = new Fabric(cluster, world);
    }

    private Pod pod(ObjectKey key) {
        return Optional.ofNullable(cluster.pods.get(key)).orElseThrow();
    }

    private String entry(Probe probe) {
        return probe.from().pod().isPresent() ? probe.from().node() : probe.to().node();
    }

    private Arrival arrival(Probe probe) {
        Optional<ObjectKey> source = probe.from().pod();
        return source.isPresent()
                ? fabric.fromPod(pod(source.get()), probe.to().address(), probe.transport())
                : fabric.fromGateway(
                        probe.to().node(), probe.from().address(), probe.to().address(), probe.transport());
    }

    private boolean arrived(Probe probe, Journey journey) {
        Optional<ObjectKey> destination = probe.to().pod();
        return destination.isPresent()
                ? journey.landsAt(
                        probe.to().node(),
                        Facts.interfaceOf(pod(destination.get())).port())
                : journey.landsAt(probe.from().node(), Facts.GATEWAY);
    }

    /// Whether the packet arrives, as the first of its connection.
    boolean allows(Probe probe) {
        fabric.forget();
        return arrived(probe, fabric.verdict(entry(probe), arrival(probe)));
    }

    /// Whether the answer of an allowed TCP connection comes back, whatever policies say about that direction.
    boolean answers(Probe probe) {
        if (probe.protocol() != Protocol.TCP) {
            return true;
        }
        Fabric.Landing landing = landing(probe);
        Journey back = fabric.verdict(landing.node(), answer(landing));
        int port = probe.from().pod().map(k -> Facts.interfaceOf(pod(k)).port()).orElse(Facts.GATEWAY);
        return back.landsAt(entry(probe), port);
    }

    private Fabric.Landing landing(Probe probe) {
        fabric.forget();
        return fabric.verdict(entry(probe), arrival(probe)).landing().orElseThrow();
    }

    private Arrival answer(Fabric.Landing landing) {
        Transport.Tcp syn = (Transport.Tcp) landing.packet().transport();
        Transport reply = Transport.Tcp.of(
                /* sourcePort= */ syn.destinationPort(),
                /* destinationPort= */ syn.sourcePort(),
                TcpFlags.SYN | TcpFlags.ACK);
        return fabric.answer(landing, reply);
    }

    /// A packet of the Node itself to the destination, which policies must let pass.
    boolean allowsHost(Probe probe) {
        fabric.forget();
        return arrived(probe, fabric.verdict(probe.to().node(), fromHost(probe)));
    }

    private Arrival fromHost(Probe probe) {
        return fabric.fromHost(probe.to().node(), probe.to().address(), probe.transport());
    }

    /// The way of the packet step by step, for the reader of a mismatch.
    String describe(Probe probe) {
        fabric.forget();
        return fabric.describe(fabric.trace(entry(probe), arrival(probe)));
    }

    /// The way of the answer to a packet that arrives.
    String describeAnswer(Probe probe) {
        Fabric.Landing landing = landing(probe);
        return fabric.describe(fabric.trace(landing.node(), answer(landing)));
    }

    /// The way of the Node's own packet to the destination.
    String describeHost(Probe probe) {
        fabric.forget();
        return fabric.describe(fabric.trace(probe.to().node(), fromHost(probe)));
    }
}
