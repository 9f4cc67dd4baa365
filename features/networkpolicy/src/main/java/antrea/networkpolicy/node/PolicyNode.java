package antrea.networkpolicy.node;

import antrea.feature.Desired;
import antrea.feature.FeatureId;
import antrea.feature.NodeFeature;
import antrea.graph.Calculation;
import antrea.graph.Index;
import antrea.graph.Source;
import antrea.kube.object.ObjectKey;
import antrea.net.IpFamily;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Match;
import antrea.pipeline.Table;
import antrea.podnetwork.node.LocalInterface;
import antrea.reconcile.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Policies on this Node: keeps the flows of every rule stated. A rule is compiled anew when its policy, a member
/// of one of its groups or the interface of one of its Pods changes; of its flows only the difference is stated.
public final class PolicyNode implements NodeFeature {
    public static final FeatureId ID =
            new FeatureId("NetworkPolicy", FeatureId.Maturity.GA, "NetworkPolicies of Kubernetes");

    /// A rule by its place: the policy and the index in it.
    private record RuleKey(String policy, int index) implements Comparable<RuleKey> {
        @Override
        public int compareTo(RuleKey other) {
            int byPolicy = policy.compareTo(other.policy);
            return byPolicy != 0 ? byPolicy : Integer.compare(index, other.index);
        }
    }

    private record Installed(int id, CompiledRule rule, Map<Match, Integer> clauses) {}

    private final Set<IpFamily> families;
    private final List<Match> hostTraffic;
    private final RuleFlows flows;
    private final RuleIds ids = new RuleIds();
    private final ConjunctionRows rows = new ConjunctionRows();
    private final Map<RuleKey, Map<String, Installed>> installed = new HashMap<>();
    private final Set<RuleKey> dirty = new TreeSet<>();

    /// `hostTraffic`: how the Node's own packets are known, one match a family.
    public PolicyNode(Set<IpFamily> families, List<Match> hostTraffic) {
        this.families = Set.copyOf(families);
        this.hostTraffic = List.copyOf(hostTraffic);
        this.flows = new RuleFlows(families);
    }

    @Override
    public FeatureId id() {
        return ID;
    }

    @Override
    public List<Table> tables() {
        return PolicyTables.all();
    }

    @Override
    public void wire(Calculation in, Desired out) {
        Source<String, NetworkPolicy> policies = in.source(PolicySources.POLICIES);
        Source<String, AddressGroup> addressGroups = in.source(PolicySources.ADDRESS_GROUPS);
        Source<String, AppliedToGroup> appliedToGroups = in.source(PolicySources.APPLIED_TO_GROUPS);
        Source<String, LocalInterface> interfaces = in.source(LocalInterface.SOURCE);
        Index<String, String> byAddressGroup = policies.index(References::addressGroups);
        Index<String, String> byAppliedTo = policies.index(References::appliedToGroups);
        Index<ObjectKey, String> interfacesOf = interfaces.index(local -> List.of(local.pod()));
        Index<ObjectKey, String> groupsOfPod = appliedToGroups.index(References::pods);
        Inputs inputs = new Inputs(policies, addressGroups, appliedToGroups, interfaces, interfacesOf);
        policies.observe((name, before, after) -> {
            before.ifPresent(p -> markRules(name, p));
            after.ifPresent(p -> markRules(name, p));
        });
        addressGroups.observe((name, _, _) -> byAddressGroup.keys(name).forEach(p -> mark(inputs, p)));
        appliedToGroups.observe((name, _, _) -> byAppliedTo.keys(name).forEach(p -> mark(inputs, p)));
        interfaces.observe((_, before, after) -> {
            ObjectKey pod = after.or(() -> before).orElseThrow().pod();
            for (String group : groupsOfPod.keys(pod)) {
                byAppliedTo.keys(group).forEach(p -> mark(inputs, p));
            }
        });
        out.flows().state(Desired.owner(ID, "static"), StaticFlows.calculate(families, hostTraffic));
        in.calculator("networkpolicy", () -> calculate(inputs, out));
    }

    private record Inputs(
            Source<String, NetworkPolicy> policies,
            Source<String, AddressGroup> addressGroups,
            Source<String, AppliedToGroup> appliedToGroups,
            Source<String, LocalInterface> interfaces,
            Index<ObjectKey, String> interfacesOf) {}

    private void markRules(String name, NetworkPolicy policy) {
        for (int i = 0; i < policy.rules().size(); i++) {
            dirty.add(new RuleKey(name, i));
        }
    }

    private void mark(Inputs in, String policy) {
        in.policies().get(policy).ifPresent(p -> markRules(policy, p));
    }

    private void calculate(Inputs in, Desired out) {
        if (dirty.isEmpty()) {
            return;
        }
        RuleCompiler compiler = new RuleCompiler(families, pod -> localInterfaces(in, pod));
        for (RuleKey key : dirty) {
            Optional<NetworkPolicy> policy = in.policies()
                    .get(key.policy())
                    .filter(p -> key.index() < p.rules().size());
            List<CompiledRule> wanted =
                    policy.map(p -> compile(in, compiler, p, key.index())).orElse(List.of());
            install(key, wanted, out);
        }
        dirty.clear();
        rows.takeChanged().forEach((row, flow) -> {
            Owner owner = Desired.owner(ID, row.table() + " " + row.match());
            flow.ifPresentOrElse(
                    f -> out.flows().state(owner, List.of(f)), () -> out.flows().withdraw(owner));
        });
    }

    private static List<LocalInterface> localInterfaces(Inputs in, antrea.networkpolicy.api.MemberRef.Pod pod) {
        List<LocalInterface> out = new ArrayList<>();
        for (String name : in.interfacesOf().keys(new ObjectKey(pod.namespace(), pod.name()))) {
            in.interfaces().get(name).ifPresent(out::add);
        }
        return out;
    }

    private static List<CompiledRule> compile(Inputs in, RuleCompiler compiler, NetworkPolicy policy, int index) {
        NetworkPolicyRule rule = policy.rules().get(index);
        List<String> appliedTo = rule.appliedToGroups().isEmpty() ? policy.appliedToGroups() : rule.appliedToGroups();
        Map<Object, GroupMember> targets = new LinkedHashMap<>();
        for (String name : appliedTo) {
            in.appliedToGroups().get(name).ifPresent(g -> g.groupMembers().forEach(m -> targets.put(m.ref(), m)));
        }
        Map<GroupMember.Key, GroupMember> peers = new LinkedHashMap<>();
        for (String name : rule.peer().addressGroups()) {
            in.addressGroups().get(name).ifPresent(g -> g.groupMembers().forEach(m -> peers.put(m.key(), m)));
        }
        return compiler.calculate(rule, targets.values(), peers.values());
    }

    private void install(RuleKey key, List<CompiledRule> wanted, Desired out) {
        Map<String, Installed> before = installed.getOrDefault(key, Map.of());
        Map<String, Installed> after = new HashMap<>();
        for (CompiledRule rule : wanted) {
            // a rule for nobody here needs nothing in the switch
            if (!rule.targets().isEmpty()) {
                String variant = variant(rule);
                after.put(variant, install(key, rule, before.get(variant), out));
            }
        }
        before.forEach((variant, old) -> {
            if (!after.containsKey(variant)) {
                old.clauses().keySet().forEach(m -> rows.remove(row(old.rule(), m), old.id()));
                out.flows().withdraw(owner(key, variant));
                ids.release(old.id());
            }
        });
        if (after.isEmpty()) {
            installed.remove(key);
        } else {
            installed.put(key, after);
        }
    }

    private Installed install(
            RuleKey key, CompiledRule rule, @org.jspecify.annotations.Nullable Installed before, Desired out) {
        if (before != null && before.rule().equals(rule)) {
            return before;
        }
        int id = before != null ? before.id() : ids.allocate();
        Map<Match, Integer> clauses = flows.clauses(rule);
        if (before != null) {
            before.clauses().keySet().stream()
                    .filter(m -> !clauses.containsKey(m))
                    .forEach(m -> rows.remove(row(before.rule(), m), id));
        }
        clauses.forEach(
                (match, clause) -> rows.add(row(rule, match), new Action.Conjunction(id, clause, rule.clauseCount())));
        out.flows().state(owner(key, variant(rule)), flows.own(rule, id));
        return new Installed(id, rule, clauses);
    }

    /// A rule whose direction changed is another one: its rows stand in other tables.
    private static String variant(CompiledRule rule) {
        return rule.direction().wireName() + rule.variant();
    }

    private static ConjunctionRows.Row row(CompiledRule rule, Match match) {
        return new ConjunctionRows.Row(RuleFlows.ruleTable(rule.direction()), match);
    }

    private static Owner owner(RuleKey key, String variant) {
        return Desired.owner(ID, key.policy() + "#" + key.index() + variant);
    }
}
