package antrea.networkpolicy.node;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/// One allow rule as the switch can hold it: who, to whom, what. All sets are of this Node's view.
///
/// @param variant tells apart the rules that one rule of a policy splits into, by the ports a name stands for
/// @param targets the Pods of this Node that the rule applies to
/// @param peers the addresses of the other end; none means nobody
/// @param services empty: any traffic; present and without elements: no traffic
/// @param logged what it allows, and what is dropped since its Pods are isolated, is logged
record CompiledRule(
        String variant,
        Direction direction,
        Set<Target> targets,
        SortedSet<Cidr> peers,
        Optional<SortedSet<PortMatch>> services,
        boolean logged) {
    /// A Pod of this Node: its port and its addresses.
    record Target(int port, Set<IpAddress> addresses) {
        Target {
            addresses = Set.copyOf(addresses);
        }
    }

    CompiledRule {
        targets = Set.copyOf(targets);
    }

    int clauseCount() {
        return services.isPresent() ? 3 : 2;
    }
}
