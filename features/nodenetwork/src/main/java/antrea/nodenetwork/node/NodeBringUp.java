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
import antrea.ovsdb.vswitch.OfportResult;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.ovsdb.vswitch.PortSpec;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/// What has to be there before anything is calculated: bridge, gateway and tunnel port, and the facts about this
/// Node that follow. All of it can be repeated; what is right is left alone. Throws [IllegalStateException] saying
/// what is missing.
public final class NodeBringUp {
    private static final Logger LOG = System.getLogger(NodeBringUp.class.getName());
    private static final String TYPE = "antrea-type";
    private static final String TUNNEL_PORT = "antrea-tun0";
    private static final int TUNNEL_OFPORT = 1;
    private static final int GATEWAY_OFPORT = 2;
    private static final Duration SWITCH_WITHIN = Duration.ofSeconds(30);

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
        OptionalInt tunnel = ensureTunnel();
        int gatewayPort = ensureGateway(random);
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

    private OptionalInt ensureTunnel() {
        if (!wanted.hasTunnel()) {
            database.deletePorts(wanted.bridge(), Set.of(TUNNEL_PORT));
            return OptionalInt.empty();
        }
        Map<String, String> options = tunnelOptions(wanted.tunnel());
        Optional<OvsPort> port = database.port(TUNNEL_PORT);
        boolean right = port.isPresent()
                && port.get().type().equals(wanted.tunnel().type())
                && port.get().options().equals(options);
        if (port.isPresent() && !right) {
            database.deletePorts(wanted.bridge(), Set.of(TUNNEL_PORT));
        }
        if (!right) {
            database.createPorts(
                    wanted.bridge(),
                    List.of(PortSpec.tunnel(TUNNEL_PORT, wanted.tunnel().type(), options)
                            .withOfportRequest(TUNNEL_OFPORT)
                            .withExternalIds(Map.of(TYPE, "tunnel"))));
        }
        return OptionalInt.of(ofport(TUNNEL_PORT));
    }

    /// Without `dst_port` Open vSwitch takes the port that IANA gave the protocol.
    static Map<String, String> tunnelOptions(Tunnel tunnel) {
        Map<String, String> options = new HashMap<>(Map.of("remote_ip", "flow", "key", "flow"));
        if (tunnel.checksum()) {
            options.put("csum", "true");
        }
        if (tunnel.port() != 0) {
            options.put("dst_port", Integer.toString(tunnel.port()));
        }
        return options;
    }

    /// A gateway of another name is ours, from before the configuration changed. Its MAC address goes over, since Pods
    /// have learnt it.
    private int ensureGateway(RandomGenerator random) {
        List<String> former = database.ports(wanted.bridge()).stream()
                .filter(port -> "gateway".equals(port.externalIds().get(TYPE)))
                .map(OvsPort::name)
                .filter(name -> !name.equals(wanted.gateway()))
                .toList();
        Optional<MacAddress> known = former.stream()
                .flatMap(name -> host.link(name).flatMap(Link::mac).stream())
                .findFirst();
        if (!former.isEmpty()) {
            LOG.log(Logger.Level.INFO, "gateway renamed from={0} to={1}", former, wanted.gateway());
            database.deletePorts(wanted.bridge(), former);
        }
        if (database.port(wanted.gateway()).isEmpty()) {
            database.createPorts(
                    wanted.bridge(),
                    List.of(PortSpec.internal(wanted.gateway())
                            .withOfportRequest(GATEWAY_OFPORT)
                            .withMac(known.orElseGet(() -> MacAddress.random(random)))
                            .withExternalIds(Map.of(TYPE, "gateway"))));
        }
        return ofport(wanted.gateway());
    }

    private int ofport(String name) {
        OfportResult result = database.awaitOfport(name, SWITCH_WITHIN);
        return switch (result) {
            case OfportResult.Assigned(int port) -> port;
            case OfportResult.Failed(String reason) ->
                throw new IllegalStateException("Open vSwitch cannot take up the port " + name + ": " + reason);
            case OfportResult.Undecided _ ->
                throw new IllegalStateException(
                        "Open vSwitch gave no number to the port " + name + "; is ovs-vswitchd running?");
        };
    }
}
