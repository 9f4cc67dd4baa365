package antrea.hostnet.driver;

import antrea.hostnet.FilterItem;
import antrea.hostnet.InterfaceAddress;
import antrea.hostnet.IpRule;
import antrea.hostnet.IpSet;
import antrea.hostnet.IpSetEntry;
import antrea.hostnet.IptablesChain;
import antrea.hostnet.IptablesChain.Jump;
import antrea.hostnet.IptablesRule;
import antrea.hostnet.Neighbour;
import antrea.hostnet.Route;
import antrea.hostnet.RoutingItem;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.Protocol;
import java.util.ArrayList;
import java.util.List;

/// The host state of a Node with a peer behind the tunnel, one on the same subnet, and AntreaProxy for all.
final class Corridor {
    static final String GW = "antrea-gw0";
    private static final MacAddress VIRTUAL_MAC = MacAddress.parse("aa:bb:cc:dd:ee:ff");
    private static final IpAddress VIP = IpAddress.parse("169.254.0.253");

    private Corridor() {}

    /// Addresses, routes, neighbours, rules and a parameter of both families.
    static List<RoutingItem> routing() {
        IpAddress peer4 = IpAddress.parse("10.10.1.1");
        IpAddress peer6 = IpAddress.parse("fd00:10:10:1::1");
        IpAddress vip6 = IpAddress.parse("fc01::aabb:ccdd:eeff");
        List<RoutingItem> out = new ArrayList<>(List.of(
                new InterfaceAddress(GW, AddressWithPrefix.parse("10.10.0.1/24")),
                new InterfaceAddress(GW, AddressWithPrefix.parse("fd00:10:10::1/64")),
                Route.connected(GW, Cidr.parse("10.10.0.0/24"), IpAddress.parse("10.10.0.1")),
                Route.connected(GW, Cidr.parse("fd00:10:10::/64"), IpAddress.parse("fd00:10:10::1")),
                Route.over(GW, Cidr.parse("10.10.1.0/24")).via(peer4).onLink(),
                Route.over(GW, Cidr.parse("10.10.2.0/24")).from(IpAddress.parse("10.10.0.1")),
                Route.over(GW, Cidr.of(peer6)),
                Route.over(GW, Cidr.parse("fd00:10:10:1::/64")).via(peer6),
                new Neighbour(GW, peer6, VIRTUAL_MAC)));
        out.addAll(List.of(
                Route.over("eth0", Cidr.parse("10.10.3.0/24")).via(IpAddress.parse("192.0.2.3")),
                Route.over(GW, Cidr.of(VIP)),
                new Neighbour(GW, VIP, VIRTUAL_MAC),
                Route.over(GW, Cidr.parse("169.254.0.252/32")).via(VIP),
                Route.over(GW, Cidr.parse("10.96.0.0/12")).via(VIP),
                Route.over(GW, Cidr.of(vip6)),
                new Neighbour(GW, vip6, VIRTUAL_MAC),
                Route.over(GW, Cidr.parse("fd00:96::/112")).via(vip6),
                Route.over("eth0", Cidr.ALL_V4)
                        .via(IpAddress.parse("192.0.2.254"))
                        .inTable(101),
                new IpRule(IpFamily.V4, 1000, 3, 0xff, 101),
                new IpRule(IpFamily.V6, 1000, 3, 0xff, 102),
                new antrea.hostnet.Sysctl("ip_forward", "1")));
        return out;
    }

    /// Sets, chains and rules of both families.
    static List<FilterItem> filter() {
        List<FilterItem> out = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            out.addAll(sets(family));
            out.addAll(chains(family));
            out.addAll(rules(family));
            out.addAll(natRules(family));
        }
        return out;
    }

    private static String podSet(IpFamily family) {
        return family == IpFamily.V4 ? "ANTREA-POD-IP" : "ANTREA-POD-IP6";
    }

    private static String nodePortSet(IpFamily family) {
        return family == IpFamily.V4 ? "ANTREA-NODEPORT-IP" : "ANTREA-NODEPORT-IP6";
    }

    private static String podCidr(IpFamily family) {
        return family == IpFamily.V4 ? "10.10.0.0/24" : "fd00:10:10::/64";
    }

    private static String virtual(IpFamily family) {
        return family == IpFamily.V4 ? "169.254.0.253" : "fc01::aabb:ccdd:eeff";
    }

    private static String virtualNodePort(IpFamily family) {
        return family == IpFamily.V4 ? "169.254.0.252" : "fc01::aabb:ccdd:eefe";
    }

    private static List<FilterItem> sets(IpFamily family) {
        return List.of(
                new IpSet(podSet(family), "hash:net", family),
                IpSetEntry.of(podSet(family), Cidr.parse(podCidr(family))),
                new IpSet(nodePortSet(family), "hash:ip,port", family),
                IpSetEntry.of(nodePortSet(family), IpAddress.parse(virtual(family)), Protocol.TCP, 30080));
    }

    private static List<FilterItem> chains(IpFamily family) {
        return List.of(
                chain(family, "raw", "ANTREA-PREROUTING", "PREROUTING", "prerouting"),
                chain(family, "mangle", "ANTREA-MANGLE", "PREROUTING", "mangle"),
                chain(family, "mangle", "ANTREA-OUTPUT", "OUTPUT", "output"),
                chain(family, "filter", "ANTREA-FORWARD", "FORWARD", "forwarding"),
                chain(family, "nat", "ANTREA-PREROUTING", "PREROUTING", "prerouting"),
                chain(family, "nat", "ANTREA-POSTROUTING", "POSTROUTING", "postrouting"));
    }

    private static List<FilterItem> rules(IpFamily family) {
        String raw = "-p udp " + says("do not track incoming encapsulation packets")
                + "-m udp --dport 6081 -m addrtype --dst-type LOCAL -j NOTRACK";
        String mark = says("mark LOCAL output packets")
                + "-m addrtype --src-type LOCAL -o antrea-gw0 -j MARK --or-mark 0x80000000";
        String from = says("accept packets from local Pods") + "-i antrea-gw0 -j ACCEPT";
        String to = says("accept packets to local Pods") + "-o antrea-gw0 -j ACCEPT";
        return List.of(
                rule(family, "raw", "ANTREA-PREROUTING", 1, raw),
                rule(family, "mangle", "ANTREA-OUTPUT", 1, mark),
                rule(family, "filter", "ANTREA-FORWARD", 1, from),
                rule(family, "filter", "ANTREA-FORWARD", 2, to));
    }

    private static List<FilterItem> natRules(IpFamily family) {
        String nodePort = says("DNAT external to NodePort packets") + "-m set --match-set " + nodePortSet(family)
                + " dst,dst -j DNAT --to-destination " + virtualNodePort(family);
        String external = says("masquerade Pod to external packets") + "-s " + podCidr(family)
                + " -m set ! --match-set " + podSet(family) + " dst ! -o antrea-gw0 -j MASQUERADE";
        String local = says("masquerade LOCAL traffic") + "-o antrea-gw0 -m addrtype ! --src-type LOCAL"
                + " --limit-iface-out -m addrtype --src-type LOCAL -j MASQUERADE --random-fully";
        String own = says("masquerade OVS virtual source IP") + "-s " + virtual(family) + " -j MASQUERADE";
        return List.of(
                rule(family, "nat", "ANTREA-PREROUTING", 1, nodePort),
                rule(family, "nat", "ANTREA-POSTROUTING", 20, external),
                rule(family, "nat", "ANTREA-POSTROUTING", 30, local),
                rule(family, "nat", "ANTREA-POSTROUTING", 40, own));
    }

    private static String says(String comment) {
        return "-m comment --comment \"Antrea: " + comment + "\" ";
    }

    static IptablesChain chain(IpFamily family, String table, String name, String hook, String what) {
        return new IptablesChain(
                family, table, name, List.of(Jump.from(hook, "Antrea: jump to Antrea " + what + " rules")));
    }

    static IptablesRule rule(IpFamily family, String table, String name, int position, String text) {
        return new IptablesRule(family, table, name, position, text);
    }
}
