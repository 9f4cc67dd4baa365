package antrea.networkpolicy.central;

import antrea.graph.Dirty;
import antrea.grouping.CompactSet;
import antrea.grouping.GroupSelector;
import antrea.grouping.Grouping;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Policies and groups of the cluster, kept up to date with as little work as the change needs. The order of
/// steps: policies, members and spans of AppliedToGroups, spans of policies, AddressGroups.
final class PolicyCalculation {
    private static final System.Logger LOG = System.getLogger(PolicyCalculation.class.getName());
    static final String LOGGING_ANNOTATION = "networkpolicy.antrea.io/enable-logging";
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    private final Function<ObjectKey, Optional<NetworkPolicy>> sources;
    private final PolicyMeter meter;
    private final Grouping<PodMember> grouping = new Grouping<>();
    private final Set<String> loggedNamespaces = new HashSet<>();
    private final Map<String, CompactSet<PolicyEntry>> policiesByNamespace = new HashMap<>();
    private final Map<ObjectKey, PolicyEntry> policies = new HashMap<>();
    private final Map<String, AppliedGroup> appliedGroups = new HashMap<>();
    private final Map<String, PeerGroup> peerGroups = new HashMap<>();
    private final Dirty<ObjectKey> dirtyPolicies = new Dirty<>();
    private final WorkList<AppliedGroup> dirtyAppliedGroups = new WorkList<>(0);
    private final WorkList<PolicyEntry> dirtySpans = new WorkList<>(0);
    private final WorkList<PeerGroup> dirtyPeerGroups = new WorkList<>(0);
    private final PublishedPolicies published;
    private final Publication publication = new Publication();

    /// `sources` finds the present policy of a key.
    PolicyCalculation(
            Function<ObjectKey, Optional<NetworkPolicy>> sources, PublishedPolicies published, PolicyMeter meter) {
        this.sources = sources;
        this.meter = meter;
        this.published = published;
    }

    void observePod(ObjectKey key, Optional<Pod> before, Optional<Pod> after) {
        // An ended Pod keeps its addresses in its status while the Node gives them to other Pods.
        if (after.isPresent()
                && !after.get().hostNetwork()
                && !after.get().phase().ended()) {
            grouping.put(key, after.get().meta().labels(), PodMember.of(after.get()));
        } else if (before.isPresent()) {
            grouping.remove(key);
        }
    }

    void observeNamespace(ObjectKey key, Optional<Namespace> before, Optional<Namespace> after) {
        String name = key.name();
        if (after.isPresent()) {
            grouping.putNamespace(name, after.get().meta().labels());
        } else {
            grouping.removeNamespace(name);
        }
        boolean logging = after.isPresent() && isLogged(after.get());
        if (logging ? loggedNamespaces.add(name) : loggedNamespaces.remove(name)) {
            policiesOf(name).forEach(entry -> dirtyPolicies.mark(entry.key()));
        }
    }

    /// As strconv.ParseBool of Go: what is none of its words is false.
    private static boolean isLogged(Namespace namespace) {
        return TRUE.contains(namespace.meta().annotations().getOrDefault(LOGGING_ANNOTATION, ""));
    }

    void observePolicy(ObjectKey key, Optional<NetworkPolicy> before, Optional<NetworkPolicy> after) {
        dirtyPolicies.mark(key);
    }

    private CompactSet<PolicyEntry> policiesOf(String namespace) {
        return policiesByNamespace.getOrDefault(namespace, new CompactSet<>());
    }

    /// Works off all that is marked.
    void calculate() {
        dirtyPolicies.drain(this::calculatePolicy);
        meter.waiting(PolicyMeter.Step.APPLIED_TO_GROUP, dirtyAppliedGroups.size());
        dirtyAppliedGroups.drain(this::calculateAppliedGroup);
        meter.waiting(PolicyMeter.Step.APPLIED_TO_GROUP, 0);
        dirtySpans.drain(this::calculateSpan);
        meter.waiting(PolicyMeter.Step.ADDRESS_GROUP, dirtyPeerGroups.size());
        dirtyPeerGroups.drain(this::calculatePeerGroup);
        meter.waiting(PolicyMeter.Step.ADDRESS_GROUP, 0);
    }

    /// Hands over what changed since the last call.
    void publish() {
        publication.flush(published);
    }

    /// The names of the groups that have this Pod, for questions.
    List<String> groupsOf(ObjectKey pod) {
        List<String> out = new ArrayList<>();
        grouping.selectionsOf(pod).orElse(List.of()).forEach(selection -> out.add(selection.id()));
        return out;
    }

    private void calculatePolicy(ObjectKey key) {
        long begin = meter.begin();
        Optional<PolicyEntry> before = Optional.ofNullable(policies.get(key));
        Optional<NetworkPolicy> source = sources.apply(key);
        if (before.isPresent()) {
            publication.removePolicy(before.get().policy().name());
        }
        if (source.isPresent()) {
            add(entry(key, source.get()));
        } else {
            policies.remove(key);
        }
        if (before.isPresent()) {
            release(before.get());
        }
        meter.end(PolicyMeter.Step.NETWORK_POLICY, begin);
    }

    private void add(PolicyEntry entry) {
        policies.put(entry.key(), entry);
        CompactSet<PolicyEntry> inNamespace =
                policiesByNamespace.get(entry.key().namespace());
        if (inNamespace == null) {
            inNamespace = new CompactSet<>();
            policiesByNamespace.put(entry.key().namespace(), inNamespace);
        }
        inNamespace.add(entry);
        for (int i = 0; i < entry.appliedGroups().size(); i++) {
            entry.appliedGroups().get(i).policies().add(entry);
        }
        for (int i = 0; i < entry.peerGroups().size(); i++) {
            entry.peerGroups().get(i).policies().add(entry);
        }
        dirtySpans.add(entry);
        dirtyPeerGroups.addAll(entry.peerGroups());
        publication.put(entry);
    }

    private static void complain(ObjectKey key, List<NetworkPolicy.Rule> rules) {
        for (NetworkPolicy.Rule rule : rules) {
            for (String why : rule.unreadablePorts()) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "A port of a NetworkPolicy stands for no traffic: policy={0} error=\"{1}\"",
                        key,
                        why);
            }
            for (NetworkPolicy.Peer peer : rule.peers()) {
                if (peer instanceof NetworkPolicy.UnreadablePeer(String why)) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "A peer of a NetworkPolicy stands for nobody: policy={0} error=\"{1}\"",
                            key,
                            why);
                }
                if (peer instanceof NetworkPolicy.WorkloadPeer(var pods, var namespaces)) {
                    pods.ifPresent(selector -> complain(key, selector));
                    namespaces.ifPresent(selector -> complain(key, selector));
                }
            }
        }
    }

    private static void complain(ObjectKey key, LabelSelector selector) {
        if (!selector.valid()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "A selector of a NetworkPolicy selects nothing: policy={0} selector=\"{1}\"",
                    key,
                    selector.canonical());
        }
    }

    private PolicyEntry entry(ObjectKey key, NetworkPolicy policy) {
        complain(key, policy.podSelector());
        complain(key, policy.ingressRules());
        complain(key, policy.egressRules());
        boolean logging = loggedNamespaces.contains(key.namespace());
        AppliedGroup applied = appliedGroup(K8sPolicies.appliedTo(policy));
        List<PeerGroup> peers = new ArrayList<>(1);
        antrea.networkpolicy.api.NetworkPolicy internal =
                K8sPolicies.calculate(policy, logging, applied.name(), selector -> {
                    PeerGroup group = peerGroup(selector);
                    if (!peers.contains(group)) {
                        peers.add(group);
                    }
                    return group.name();
                });
        return new PolicyEntry(key, policy.meta().created(), internal, List.of(applied), peers);
    }

    private AppliedGroup appliedGroup(GroupSelector selector) {
        String name = selector.normalizedName();
        AppliedGroup known = appliedGroups.get(name);
        if (known != null) {
            return known;
        }
        AppliedGroup created = new AppliedGroup(grouping, selector, name, dirtyAppliedGroups);
        appliedGroups.put(created.normalizedName(), created);
        return created;
    }

    private PeerGroup peerGroup(GroupSelector selector) {
        String name = selector.normalizedName();
        PeerGroup known = peerGroups.get(name);
        if (known != null) {
            return known;
        }
        PeerGroup created = new PeerGroup(grouping, selector, name, dirtyPeerGroups);
        peerGroups.put(created.normalizedName(), created);
        return created;
    }

    /// Groups that only this entry used go with it; the spans of the others may shrink.
    private void release(PolicyEntry entry) {
        entry.markReplaced();
        CompactSet<PolicyEntry> inNamespace = policiesOf(entry.key().namespace());
        inNamespace.remove(entry);
        if (inNamespace.isEmpty()) {
            policiesByNamespace.remove(entry.key().namespace());
        }
        for (AppliedGroup group : entry.appliedGroups()) {
            group.policies().remove(entry);
            if (!group.isUsed()) {
                appliedGroups.remove(group.normalizedName());
                group.drop(grouping);
                publication.removeAppliedToGroup(group.name());
            }
        }
        for (PeerGroup group : entry.peerGroups()) {
            group.policies().remove(entry);
            if (group.isUsed()) {
                dirtyPeerGroups.add(group);
            } else {
                peerGroups.remove(group.normalizedName());
                group.drop(grouping);
                publication.removeAddressGroup(group.name());
            }
        }
    }

    private void calculateAppliedGroup(AppliedGroup group) {
        if (!group.isUsed()) {
            return;
        }
        long begin = meter.begin();
        if (group.calculate()) {
            group.policies().forEach(dirtySpans::add);
        }
        publication.put(group);
        meter.end(PolicyMeter.Step.APPLIED_TO_GROUP, begin);
    }

    private void calculateSpan(PolicyEntry entry) {
        if (!entry.isReplaced() && entry.calculateSpan()) {
            dirtyPeerGroups.addAll(entry.peerGroups());
            publication.put(entry);
        }
    }

    private void calculatePeerGroup(PeerGroup group) {
        if (group.isUsed()) {
            long begin = meter.begin();
            group.calculate();
            publication.put(group);
            meter.end(PolicyMeter.Step.ADDRESS_GROUP, begin);
        }
    }
}
