package antrea.nodenetwork.node;

import antrea.feature.NodeIdentity;
import antrea.feature.TrafficMode;
import antrea.kube.client.Pause;
import antrea.kube.object.Node;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.BridgeSpec;
import antrea.ovsdb.vswitch.OvsDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/// What has to be there before anything is calculated: bridge, gateway and tunnel port, and the facts about this
/// Node that follow. All of it can be repeated; what is right is left alone. Throws [IllegalStateException] saying
/// what is missing.
public final class NodeBringUp {
    private final OvsDatabase database;
    private final Rtnetlink host;
    private final Wanted wanted;

    /// What the configuration asks for.
    ///
    /// @param tunnel its port is 0 for the default of its type
    /// @param defaultMtu 0 to take that of the transport device
    public record Wanted(
            String bridge,
            String datapathType,
            String gateway,
            TrafficMode mode,
            Tunnel tunnel,
            Transport transport,
            int defaultMtu) {
        boolean hasTunnel() {
            return mode == TrafficMode.ENCAP || mode == TrafficMode.HYBRID;
        }
    }

    public record Tunnel(String type, int port, boolean checksum) {}

    /// The device, or the prefixes, where transport addresses are found; without either they are the Node's own.
    public record Transport(String device, List<Cidr> cidrs) {}

    /// The Node, and the device that carries its transport addresses.
    ///
    /// @param announced transport addresses that peers must be told; none when they are the Node's own
    public record Result(NodeIdentity node, String uplink, List<IpAddress> announced, Optional<MacAddress> uplinkMac) {}

    public NodeBringUp(OvsDatabase database, Rtnetlink host, Wanted wanted) {
        this.database = database;
        this.host = host;
        this.wanted = wanted;
    }

    public Result apply(Node self, RandomGenerator random) {
        TransportSearch.Uplink uplink = new TransportSearch(
                        () -> new TransportSearch.Devices(host.links(), host.addresses()),
                        wanted.transport(),
                        wanted.gateway(),
                        Pause.ofThread())
                .await(self);
        // in a dual-stack cluster IPv6 Pod traffic goes through an IPv6 tunnel, whose headers are larger
        boolean v6 = uplink.addresses().stream().anyMatch(a -> !a.address().isV4())
                && self.podCidr(IpFamily.V6).isPresent();
        checkTunnel(wanted, v6);
        int mtu = wanted.defaultMtu() > 0
                ? wanted.defaultMtu()
                : Mtu.ofPods(uplink.link().mtu(), wanted.mode(), wanted.tunnel().type(), v6);
        database.ensureBridge(BridgeSpec.integration(wanted.bridge(), wanted.datapathType()));
        NodePorts ports = new NodePorts(database, host, wanted);
        OptionalInt tunnel = ports.tunnel();
        int gatewayPort = ports.gateway(random);
        database.setMtuRequest(wanted.gateway(), mtu);
        Link gateway = host.link(wanted.gateway())
                .orElseThrow(() -> new IllegalStateException("Open vSwitch made no device " + wanted.gateway()));
        host.setUp(gateway.index());
        List<Cidr> podCidrs = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            self.podCidr(family).ifPresent(podCidrs::add);
        }
        NodeIdentity.Gateway own = new NodeIdentity.Gateway(
                wanted.gateway(),
                gatewayPort,
                gateway.mac().orElseThrow(),
                podCidrs.stream().map(c -> c.host(1)).toList());
        NodeIdentity node = new NodeIdentity(self.meta().name(), uplink.addresses(), podCidrs, own, tunnel, mtu);
        List<IpAddress> announced = uplink.chosen()
                ? uplink.addresses().stream().map(AddressWithPrefix::address).toList()
                : List.of();
        return new Result(node, uplink.link().name(), announced, uplink.link().mac());
    }

    /// The GRE tunnel of Open vSwitch has IPv4 ends only.
    static void checkTunnel(Wanted wanted, boolean v6) {
        if (v6 && wanted.hasTunnel() && wanted.tunnel().type().equals("gre")) {
            throw new IllegalStateException(
                    "tunnelType: gre does not carry the IPv6 Pods of this cluster; use geneve or vxlan");
        }
    }
}
