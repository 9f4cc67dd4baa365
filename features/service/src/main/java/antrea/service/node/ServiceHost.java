package antrea.service.node;

import antrea.feature.Desired;
import antrea.feature.NodeIdentity;
import antrea.hostnet.HostKinds;
import antrea.hostnet.IpSet;
import antrea.hostnet.IptablesChain;
import antrea.hostnet.IptablesChain.Jump;
import antrea.hostnet.IptablesRule;
import antrea.hostnet.Neighbour;
import antrea.hostnet.Route;
import antrea.kube.object.Node;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.nodenetwork.node.NodeFields;
import antrea.pipeline.Flow;
import antrea.reconcile.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What the host needs to reach Services through the switch (`proxyAll`): a next hop that exists only there, a
/// route over it for all Service addresses, and the translation of what comes back by another way. Keeps
/// nothing but how far the Service routes reach.
final class ServiceHost {
    private static final String POSTROUTING = "ANTREA-POSTROUTING";

    private final NodeIdentity node;
    private final Map<Cidr, Cidr> covered = new HashMap<>();
    private final List<Cidr> closed = new ArrayList<>();
    private Set<Cidr> foreign = Set.of();

    ServiceHost(NodeIdentity node) {
        this.node = node;
    }

    /// The set that NodePort destinations are looked up in.
    static String nodePortSet(IpFamily family) {
        return family == IpFamily.V4 ? "ANTREA-NODEPORT-IP" : "ANTREA-NODEPORT-IP6";
    }

    void stateOwn(Owner owner, Desired out) {
        String gateway = node.gateway().interfaceName();
        List<Route> routes = new ArrayList<>();
        List<Neighbour> neighbours = new ArrayList<>();
        List<IpSet> sets = new ArrayList<>();
        List<IptablesChain> chains = new ArrayList<>();
        List<IptablesRule> rules = new ArrayList<>();
        for (IpAddress own : node.gateway().addresses()) {
            IpFamily family = own.family();
            IpAddress virtual = ServiceFields.virtualIp(family);
            routes.add(Route.over(gateway, Cidr.of(virtual)));
            routes.add(Route.over(gateway, Cidr.of(ServiceFields.nodePortIp(family)))
                    .via(virtual));
            neighbours.add(new Neighbour(gateway, virtual, NodeFields.TUNNEL_MAC));
            sets.add(new IpSet(nodePortSet(family), "hash:ip,port", family));
            nodePorts(family, chains, rules);
            rules.add(new IptablesRule(
                    family,
                    "nat",
                    POSTROUTING,
                    40,
                    "-s " + Cidr.of(virtual)
                            + " -m comment --comment \"Antrea: masquerade OVS virtual source IP\" -j MASQUERADE"));
        }
        out.of(HostKinds.ROUTES).state(owner, routes);
        out.of(HostKinds.NEIGHBOURS).state(owner, neighbours);
        out.of(HostKinds.SETS).state(owner, sets);
        out.of(HostKinds.CHAINS).state(owner, chains);
        out.of(HostKinds.CHAIN_RULES).state(owner, rules);
    }

    private static void nodePorts(IpFamily family, List<IptablesChain> chains, List<IptablesRule> rules) {
        chains.add(new IptablesChain(
                family,
                "nat",
                "ANTREA-PREROUTING",
                List.of(Jump.from("PREROUTING", "Antrea: jump to Antrea prerouting rules"))));
        chains.add(new IptablesChain(
                family, "nat", "ANTREA-OUTPUT", List.of(Jump.from("OUTPUT", "Antrea: jump to Antrea output rules"))));
        String translate = "-m comment --comment \"Antrea: DNAT %s to NodePort packets\" -m set --match-set "
                + nodePortSet(family) + " dst,dst -j DNAT --to-destination " + ServiceFields.nodePortIp(family);
        rules.add(new IptablesRule(family, "nat", "ANTREA-PREROUTING", 10, translate.formatted("external")));
        rules.add(new IptablesRule(family, "nat", "ANTREA-OUTPUT", 10, translate.formatted("local")));
    }

    /// The Nodes that there are now: what they and their Pods have is left alone.
    void avoid(Collection<Node> nodes) {
        foreign = nodes.stream().flatMap(n -> ServiceRange.foreign(n).stream()).collect(Collectors.toSet());
    }

    /// One route for each range of Service addresses, around what is known to be of Nodes and Pods: the
    /// smallest prefix that holds those seen since the start. It only grows, so that connections to a Service
    /// keep their way when another one goes; after a restart it is made from those that are there.
    ///
    /// The switch drops what is for the prefix of those that are there now, and for none of them. The host
    /// would send it back by the same route, round and round. And an entry of connection tracking would be left,
    /// by which a client that was faster than its Service misses it ever after.
    void stateServices(Owner owner, ServiceRange.Addresses addresses, Desired out) {
        List<Route> routes = new ArrayList<>();
        List<Flow> flows = new ArrayList<>();
        closed.clear();
        ServiceRange.cover(addresses.ours()).forEach((block, prefix) -> {
            if (node.gateway().address(prefix.family()).isPresent()) {
                closed.addAll(ServiceRange.without(foreign, prefix, addresses.ours()));
                covered.merge(block, prefix, ServiceRange::join);
            }
        });
        closed.forEach(prefix -> flows.addAll(ServiceRange.rows(prefix, addresses.others())));
        for (Cidr prefix : covered.values()) {
            for (Cidr piece : ServiceRange.without(foreign, prefix, addresses.ours())) {
                routes.add(
                        Route.over(node.gateway().interfaceName(), piece).via(ServiceFields.virtualIp(piece.family())));
            }
        }
        out.of(HostKinds.ROUTES).state(owner, routes);
        out.flows().state(owner, flows);
    }

    /// True when the switch drops what is for the address and no Service.
    boolean isClosed(IpAddress address) {
        return closed.stream().anyMatch(prefix -> prefix.contains(address));
    }
}
