package antrea.networkpolicy.node;

import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.IpBlock;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.networkpolicy.api.Service;
import antrea.networkpolicy.node.CompiledRule.Target;
import antrea.podnetwork.api.LocalInterface;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// From a rule and the members of its groups to what the switch matches. Pure.
///
/// A port by name stands for what each Pod says it is: for ingress the Pod the rule applies to, for egress the
/// peer. Pods that agree share one compiled rule. A name that nobody knows allows nothing.
final class RuleCompiler {
    private final Set<IpFamily> families;
    private final Function<MemberRef.Pod, List<LocalInterface>> interfaces;

    /// `interfaces`: the interfaces that a Pod has on this Node.
    RuleCompiler(Set<IpFamily> families, Function<MemberRef.Pod, List<LocalInterface>> interfaces) {
        this.families = Set.copyOf(families);
        this.interfaces = interfaces;
    }

    List<CompiledRule> calculate(
            NetworkPolicyRule rule, Collection<GroupMember> appliedTo, Collection<GroupMember> peerMembers) {
        boolean named = rule.services().stream().anyMatch(Service::hasNamedPort);
        SortedSet<Cidr> blocks = blocks(rule.peer().ipBlocks());
        if (!named) {
            SortedSet<Cidr> peers = new TreeSet<>(blocks);
            peerMembers.forEach(m -> peers.addAll(addresses(m)));
            return List.of(new CompiledRule(
                    "",
                    rule.direction(),
                    targets(appliedTo),
                    peers,
                    TrafficReader.read(rule, List.of()),
                    rule.enableLogging()));
        }
        return switch (rule.direction()) {
            case IN -> byTarget(rule, appliedTo, peerMembers, blocks);
            case OUT -> byPeer(rule, appliedTo, peerMembers, blocks);
        };
    }

    private List<CompiledRule> byTarget(
            NetworkPolicyRule rule,
            Collection<GroupMember> appliedTo,
            Collection<GroupMember> peerMembers,
            SortedSet<Cidr> blocks) {
        SortedSet<Cidr> peers = new TreeSet<>(blocks);
        peerMembers.forEach(m -> peers.addAll(addresses(m)));
        List<CompiledRule> out = new ArrayList<>();
        byServices(rule, appliedTo)
                .forEach((services, members) -> out.add(new CompiledRule(
                        services.text(),
                        Direction.IN,
                        targets(members),
                        peers,
                        Optional.of(services.set()),
                        rule.enableLogging())));
        return out;
    }

    /// Blocks of addresses have no names for ports: they keep what is given by number. That part also isolates the
    /// Pods when no peer has the name.
    private List<CompiledRule> byPeer(
            NetworkPolicyRule rule,
            Collection<GroupMember> appliedTo,
            Collection<GroupMember> peerMembers,
            SortedSet<Cidr> blocks) {
        Set<Target> targets = targets(appliedTo);
        List<CompiledRule> out = new ArrayList<>();
        Optional<SortedSet<PortMatch>> numbered = TrafficReader.read(rule, List.of());
        out.add(new CompiledRule("", Direction.OUT, targets, blocks, numbered, rule.enableLogging()));
        byServices(rule, peerMembers).forEach((services, members) -> {
            SortedSet<Cidr> peers = new TreeSet<>();
            members.forEach(m -> peers.addAll(addresses(m)));
            out.add(new CompiledRule(
                    services.text(), Direction.OUT, targets, peers, Optional.of(services.set()), rule.enableLogging()));
        });
        return out;
    }

    private record Services(SortedSet<PortMatch> set) implements Comparable<Services> {
        /// Never empty: the variant without a text is the one of the blocks.
        String text() {
            return set.isEmpty() ? "none" : set.toString();
        }

        @Override
        public int compareTo(Services other) {
            return text().compareTo(other.text());
        }
    }

    private Map<Services, List<GroupMember>> byServices(NetworkPolicyRule rule, Collection<GroupMember> members) {
        Map<Services, List<GroupMember>> out = new TreeMap<>();
        for (GroupMember member : members) {
            SortedSet<PortMatch> set = TrafficReader.read(rule, member.ports()).orElseGet(TreeSet::new);
            out.computeIfAbsent(new Services(set), _ -> new ArrayList<>()).add(member);
        }
        return out;
    }

    private Set<Target> targets(Collection<GroupMember> members) {
        Set<Target> out = new HashSet<>();
        for (GroupMember member : members) {
            if (member.ref() instanceof MemberRef.Pod pod) {
                for (LocalInterface local : interfaces.apply(pod)) {
                    out.add(new Target(local.port(), Set.copyOf(local.addresses())));
                }
            }
        }
        return out;
    }

    private List<Cidr> addresses(GroupMember member) {
        List<Cidr> out = new ArrayList<>();
        for (IpAddress address : member.ips()) {
            if (families.contains(address.family())) {
                out.add(Cidr.of(address));
            }
        }
        return out;
    }

    private SortedSet<Cidr> blocks(List<IpBlock> blocks) {
        SortedSet<Cidr> out = new TreeSet<>();
        for (IpBlock block : blocks) {
            Cidr cidr = block.cidr().network();
            if (families.contains(cidr.family())) {
                List<Cidr> except =
                        block.except().stream().map(AddressWithPrefix::network).toList();
                out.addAll(cidr.minus(except));
            }
        }
        return out;
    }
}
