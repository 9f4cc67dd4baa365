package antrea.nodenetwork.node;

import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OfportResult;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.ovsdb.vswitch.PortSpec;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The two ports of the bridge that are no Pod's: made where they are missing or wrong, and waited for. Throws
/// [IllegalStateException] when the switch does not take one up.
final class NodePorts {
    private static final Logger LOG = System.getLogger(NodePorts.class.getName());
    private static final String TYPE = "antrea-type";
    private static final String TUNNEL_PORT = "antrea-tun0";
    private static final int TUNNEL_OFPORT = 1;
    private static final int GATEWAY_OFPORT = 2;
    private static final Duration SWITCH_WITHIN = Duration.ofSeconds(30);

    private final OvsDatabase database;
    private final Rtnetlink host;
    private final NodeBringUp.Wanted wanted;

    NodePorts(OvsDatabase database, Rtnetlink host, NodeBringUp.Wanted wanted) {
        this.database = database;
        this.host = host;
        this.wanted = wanted;
    }

    /// The number of the tunnel port; empty in the modes without one, where there is none afterwards.
    OptionalInt tunnel() {
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
    static Map<String, String> tunnelOptions(NodeBringUp.Tunnel tunnel) {
        Map<String, String> options = new HashMap<>(Map.of("remote_ip", "flow", "key", "flow"));
        if (tunnel.checksum()) {
            options.put("csum", "true");
        }
        if (tunnel.port() != 0) {
            options.put("dst_port", Integer.toString(tunnel.port()));
        }
        return options;
    }

    /// The number of the gateway port. A gateway of another name is ours, from before the configuration changed: it
    /// goes, and its MAC address goes over, since Pods have learnt it.
    int gateway(RandomGenerator random) {
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
