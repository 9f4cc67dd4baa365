package antrea.networkpolicy.node;

import antrea.graph.Calculation;
import antrea.graph.Index;
import antrea.graph.Source;
import antrea.kube.object.ObjectKey;
import antrea.net.IpFamily;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.podnetwork.api.LocalInterface;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What rules are compiled from, and which of them have to be compiled anew: those whose policy, a member of one
/// of whose groups, or the interface of one of whose Pods changed. For the calculation thread.
final class RuleInputs {
    private final Source<String, NetworkPolicy> policies;
    private final Source<String, AddressGroup> addressGroups;
    private final Source<String, AppliedToGroup> appliedToGroups;
    private final Source<String, LocalInterface> interfaces;
    private final Index<ObjectKey, String> interfacesOf;
    private final RuleCompiler compiler;
    private final Set<RuleKey> dirty = new TreeSet<>();

    RuleInputs(Calculation in, Set<IpFamily> families) {
        policies = in.source(PolicySources.POLICIES);
        addressGroups = in.source(PolicySources.ADDRESS_GROUPS);
        appliedToGroups = in.source(PolicySources.APPLIED_TO_GROUPS);
        interfaces = in.source(LocalInterface.SOURCE);
        interfacesOf = interfaces.index(local -> List.of(local.pod()));
        compiler = new RuleCompiler(families, this::localInterfaces);
        observe();
    }

    private void observe() {
        Index<String, String> byAddressGroup = policies.index(References::addressGroups);
        Index<String, String> byAppliedTo = policies.index(References::appliedToGroups);
        Index<ObjectKey, String> groupsOfPod = appliedToGroups.index(References::pods);
        policies.observe((name, before, after) -> {
            before.ifPresent(p -> markRules(name, p));
            after.ifPresent(p -> markRules(name, p));
        });
        addressGroups.observe((name, _, _) -> byAddressGroup.keys(name).forEach(this::mark));
        appliedToGroups.observe((name, _, _) -> byAppliedTo.keys(name).forEach(this::mark));
        interfaces.observe((_, before, after) -> {
            ObjectKey pod = after.or(() -> before).orElseThrow().pod();
            for (String group : groupsOfPod.keys(pod)) {
                byAppliedTo.keys(group).forEach(this::mark);
            }
        });
    }

    private void markRules(String name, NetworkPolicy policy) {
        for (int i = 0; i < policy.rules().size(); i++) {
            dirty.add(new RuleKey(name, i));
        }
    }

    private void mark(String policy) {
        policies.get(policy).ifPresent(p -> markRules(policy, p));
    }

    /// Gives each rule that was marked since the last call.
    void drain(Consumer<RuleKey> each) {
        dirty.forEach(each);
        dirty.clear();
    }

    Optional<NetworkPolicy> policy(String name) {
        return policies.get(name);
    }

    /// Whether all is known that says what the rule is: every AddressGroup, and one of its AppliedToGroups, since those
    /// without a Pod on this Node are not told to it. A rule that is not there any more is complete.
    boolean isComplete(RuleKey key) {
        Optional<NetworkPolicy> policy =
                policies.get(key.policy()).filter(p -> key.index() < p.rules().size());
        if (policy.isEmpty()) {
            return true;
        }
        NetworkPolicyRule rule = policy.get().rules().get(key.index());
        return rule.peer().addressGroups().stream()
                        .allMatch(name -> addressGroups.get(name).isPresent())
                && appliedTo(policy.get(), rule).stream()
                        .anyMatch(name -> appliedToGroups.get(name).isPresent());
    }

    private static List<String> appliedTo(NetworkPolicy policy, NetworkPolicyRule rule) {
        return rule.appliedToGroups().isEmpty() ? policy.appliedToGroups() : rule.appliedToGroups();
    }

    /// What the rule is now; nothing when it is not there any more.
    List<CompiledRule> compile(RuleKey key) {
        return policies.get(key.policy())
                .filter(p -> key.index() < p.rules().size())
                .map(p -> compile(p, p.rules().get(key.index())))
                .orElse(List.of());
    }

    private List<CompiledRule> compile(NetworkPolicy policy, NetworkPolicyRule rule) {
        Map<MemberRef, GroupMember> targets = new LinkedHashMap<>();
        for (String name : appliedTo(policy, rule)) {
            appliedToGroups.get(name).ifPresent(g -> g.groupMembers().forEach(m -> targets.put(m.ref(), m)));
        }
        Map<GroupMember.Key, GroupMember> peers = new LinkedHashMap<>();
        for (String name : rule.peer().addressGroups()) {
            addressGroups.get(name).ifPresent(g -> g.groupMembers().forEach(m -> peers.put(m.key(), m)));
        }
        return compiler.calculate(rule, targets.values(), peers.values());
    }

    private List<LocalInterface> localInterfaces(MemberRef.Pod pod) {
        List<LocalInterface> out = new ArrayList<>();
        for (String name : interfacesOf.keys(new ObjectKey(pod.namespace(), pod.name()))) {
            interfaces.get(name).ifPresent(out::add);
        }
        return out;
    }
}
