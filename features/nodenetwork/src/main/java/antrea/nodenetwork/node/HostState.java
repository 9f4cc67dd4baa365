package antrea.nodenetwork.node;

import antrea.feature.Desired;
import antrea.feature.NodeIdentity;
import antrea.hostnet.HostKinds;
import antrea.hostnet.InterfaceAddress;
import antrea.hostnet.IpSet;
import antrea.hostnet.IpSetEntry;
import antrea.hostnet.IptablesChain;
import antrea.hostnet.IptablesChain.Jump;
import antrea.hostnet.IptablesRule;
import antrea.hostnet.LinkUp;
import antrea.hostnet.Neighbour;
import antrea.hostnet.Route;
import antrea.hostnet.Sysctl;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.reconcile.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What the host of a Node needs besides the switch: forwarding, the gateway's addresses, routes to peers, and the
/// iptables rules that let Pod traffic through and give it the Node's address outside. Pure.
///
/// Rules are written as `iptables-save` prints them.
final class HostState {
    private final NodeIdentity node;
    private final NodeNetworkOptions options;

    HostState(NodeIdentity node, NodeNetworkOptions options) {
        this.node = node;
        this.options = options;
    }

    static String podSet(IpFamily family) {
        return family == IpFamily.V4 ? "ANTREA-POD-IP" : "ANTREA-POD-IP6";
    }

    void stateOwn(Owner owner, Desired out) {
        List<Sysctl> sysctls = new ArrayList<>();
        List<InterfaceAddress> addresses = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        List<IpSet> sets = new ArrayList<>();
        List<IpSetEntry> entries = new ArrayList<>();
        List<IptablesChain> chains = new ArrayList<>();
        List<IptablesRule> rules = new ArrayList<>();
        String gateway = node.gateway().interfaceName();
        sysctls.add(new Sysctl("net/ipv4/conf/" + gateway + "/arp_announce", "1"));
        for (Cidr cidr : node.podCidrs()) {
            IpFamily family = cidr.family();
            IpAddress address = cidr.host(1);
            sysctls.add(new Sysctl(forwarding(family), "1"));
            addresses.add(new InterfaceAddress(gateway, new AddressWithPrefix(address, cidr.prefixLength())));
            routes.add(Route.connected(gateway, cidr, address));
            sets.add(new IpSet(podSet(family), "hash:net", family));
            entries.add(IpSetEntry.of(podSet(family), cidr));
            chains(family, chains);
            rules(cidr, rules);
        }
        out.of(HostKinds.LINKS_UP).state(owner, List.of(new LinkUp(gateway)));
        out.of(HostKinds.SYSCTLS).state(owner, sysctls);
        out.of(HostKinds.ADDRESSES).state(owner, addresses);
        out.of(HostKinds.ROUTES).state(owner, routes);
        out.of(HostKinds.SETS).state(owner, sets);
        out.of(HostKinds.SET_ENTRIES).state(owner, entries);
        out.of(HostKinds.CHAINS).state(owner, chains);
        out.of(HostKinds.CHAIN_RULES).state(owner, rules);
    }

    private static String forwarding(IpFamily family) {
        return switch (family) {
            case V4 -> "net/ipv4/ip_forward";
            case V6 -> "net/ipv6/conf/all/forwarding";
        };
    }

    private static void chains(IpFamily family, List<IptablesChain> out) {
        out.add(chain(family, "raw", "ANTREA-PREROUTING", "PREROUTING", "prerouting"));
        out.add(chain(family, "raw", "ANTREA-OUTPUT", "OUTPUT", "output"));
        out.add(chain(family, "mangle", "ANTREA-MANGLE", "PREROUTING", "mangle"));
        out.add(chain(family, "mangle", "ANTREA-OUTPUT", "OUTPUT", "output"));
        out.add(chain(family, "filter", "ANTREA-FORWARD", "FORWARD", "forwarding"));
        out.add(chain(family, "nat", "ANTREA-POSTROUTING", "POSTROUTING", "postrouting"));
    }

    private static IptablesChain chain(IpFamily family, String table, String name, String hook, String what) {
        return new IptablesChain(
                family, table, name, List.of(Jump.from(hook, "Antrea: jump to Antrea " + what + " rules")));
    }

    private void rules(Cidr cidr, List<IptablesRule> out) {
        IpFamily family = cidr.family();
        String gateway = node.gateway().interfaceName();
        OptionalInt tunnel = options.tunnelUdpPort();
        if (tunnel.isPresent()) {
            String udp = "-p udp -m comment --comment \"Antrea: do not track %s encapsulation packets\" -m udp --dport "
                    + tunnel.getAsInt() + " -m addrtype --%s-type LOCAL -j NOTRACK";
            out.add(rule(family, "raw", "ANTREA-PREROUTING", 10, udp.formatted("incoming", "dst")));
            out.add(rule(family, "raw", "ANTREA-OUTPUT", 10, udp.formatted("outgoing", "src")));
        }
        out.add(rule(
                family,
                "mangle",
                "ANTREA-OUTPUT",
                10,
                "-o " + gateway + " -m comment --comment \"Antrea: mark LOCAL output packets\""
                        + " -m addrtype --src-type LOCAL -j MARK --set-xmark 0x80000000/0x80000000"));
        out.add(rule(
                family,
                "filter",
                "ANTREA-FORWARD",
                10,
                "-i " + gateway + " -m comment --comment \"Antrea: accept packets from local Pods\" -j ACCEPT"));
        out.add(rule(
                family,
                "filter",
                "ANTREA-FORWARD",
                20,
                "-o " + gateway + " -m comment --comment \"Antrea: accept packets to local Pods\" -j ACCEPT"));
        if (options.masquerade()) {
            out.add(rule(
                    family,
                    "nat",
                    "ANTREA-POSTROUTING",
                    20,
                    "-s " + cidr + " ! -o " + gateway
                            + " -m comment --comment \"Antrea: masquerade Pod to external packets\""
                            + " -m set ! --match-set " + podSet(family) + " dst -j MASQUERADE"));
        }
        out.add(rule(
                family,
                "nat",
                "ANTREA-POSTROUTING",
                30,
                "-o " + gateway + " -m comment --comment \"Antrea: masquerade LOCAL traffic\""
                        + " -m addrtype ! --src-type LOCAL --limit-iface-out -m addrtype --src-type LOCAL"
                        + " -j MASQUERADE --random-fully"));
    }

    private static IptablesRule rule(IpFamily family, String table, String chain, int position, String text) {
        return new IptablesRule(family, table, chain, position, text);
    }

    /// Routes to a peer, and its Pod CIDRs among those that are not masqueraded.
    void statePeer(Owner owner, Peer peer, Routing routing, Desired out) {
        List<Route> routes = new ArrayList<>();
        List<Neighbour> neighbours = new ArrayList<>();
        List<IpSetEntry> entries = new ArrayList<>();
        String device = node.gateway().interfaceName();
        for (Cidr cidr : peer.podCidrs()) {
            if (node.podCidr(cidr.family()).isEmpty()) {
                continue;
            }
            entries.add(IpSetEntry.of(podSet(cidr.family()), cidr));
            IpAddress peerGateway = Peer.gatewayOf(cidr);
            switch (routing.to(peer, cidr.family())) {
                case Routing.Way.Tunnel _ -> {
                    if (cidr.family() == IpFamily.V6) {
                        routes.add(Route.over(device, Cidr.of(peerGateway)));
                        neighbours.add(new Neighbour(device, peerGateway, NodeFields.TUNNEL_MAC));
                        routes.add(Route.over(device, cidr).via(peerGateway));
                    } else {
                        routes.add(Route.over(device, cidr).via(peerGateway).onLink());
                    }
                }
                case Routing.Way.Direct(IpAddress remote) ->
                    routes.add(Route.over(routing.uplink(), cidr).via(remote));
                case Routing.Way.Underlay _, Routing.Way.None _ -> {}
            }
        }
        out.of(HostKinds.ROUTES).state(owner, routes);
        out.of(HostKinds.NEIGHBOURS).state(owner, neighbours);
        out.of(HostKinds.SET_ENTRIES).state(owner, entries);
    }
}
