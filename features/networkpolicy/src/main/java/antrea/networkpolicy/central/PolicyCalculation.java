package antrea.networkpolicy.central;

import antrea.graph.Dirty;
import antrea.grouping.GroupSelector;
import antrea.grouping.Grouping;
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

/// Policies and groups of the cluster, kept up to date with as little work as the change needs. The order of steps:
/// policies, members and spans of AppliedToGroups, spans of policies, AddressGroups.
final class PolicyCalculation {
    static final String LOGGING_ANNOTATION = "networkpolicy.antrea.io/enable-logging";
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    private final Function<ObjectKey, Optional<NetworkPolicy>> sources;
    private final PolicyMeter meter;
    private final Grouping<PodMember> grouping = new Grouping<>();
    private final Set<String> loggedNamespaces = new HashSet<>();
    private final Map<String, Set<ObjectKey>> policiesByNamespace = new HashMap<>();
    private final Map<ObjectKey, PolicyEntry> policies = new HashMap<>();
    private final Map<String, AppliedGroup> appliedGroups = new HashMap<>();
    private final Map<String, PeerGroup> peerGroups = new HashMap<>();
    private final Dirty<ObjectKey> dirtyPolicies = new Dirty<>();
    private final Dirty<AppliedGroup> dirtyAppliedGroups = new Dirty<>();
    private final Dirty<PolicyEntry> dirtySpans = new Dirty<>();
    private final Dirty<PeerGroup> dirtyPeerGroups = new Dirty<>();
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
        if (after.isPresent() && !after.get().hostNetwork()) {
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
            dirtyPolicies.markAll(policiesByNamespace.getOrDefault(name, Set.of()));
        }
    }

    /// As strconv.ParseBool of Go: what is none of its words is false.
    private static boolean isLogged(Namespace namespace) {
        return TRUE.contains(namespace.meta().annotations().getOrDefault(LOGGING_ANNOTATION, ""));
    }

    void observePolicy(ObjectKey key, Optional<NetworkPolicy> before, Optional<NetworkPolicy> after) {
        Set<ObjectKey> keys = policiesByNamespace.computeIfAbsent(key.namespace(), _ -> new HashSet<>(4));
        if (after.isPresent()) {
            keys.add(key);
        } else {
            keys.remove(key);
            if (keys.isEmpty()) {
                policiesByNamespace.remove(key.namespace());
            }
        }
        dirtyPolicies.mark(key);
    }

    /// Works off all that is marked.
    void calculate() {
        dirtyPolicies.drain(key -> meter.time(PolicyMeter.Step.NETWORK_POLICY, () -> calculatePolicy(key)));
        dirtyAppliedGroups.drain(
                group -> meter.time(PolicyMeter.Step.APPLIED_TO_GROUP, () -> calculateAppliedGroup(group)));
        dirtySpans.drain(this::calculateSpan);
        dirtyPeerGroups.drain(group -> meter.time(PolicyMeter.Step.ADDRESS_GROUP, () -> calculatePeerGroup(group)));
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
        Optional<PolicyEntry> before = Optional.ofNullable(policies.get(key));
        Optional<PolicyEntry> after = sources.apply(key).map(this::entry);
        before.ifPresent(entry -> publication.removePolicy(entry.policy().name()));
        if (after.isPresent()) {
            PolicyEntry entry = after.get();
            policies.put(key, entry);
            entry.appliedGroups().forEach(group -> group.policies().add(entry));
            entry.peerGroups().forEach(group -> group.policies().add(entry));
            dirtySpans.mark(entry);
            dirtyPeerGroups.markAll(entry.peerGroups());
            publication.put(entry);
        } else {
            policies.remove(key);
        }
        before.ifPresent(this::release);
    }

    private PolicyEntry entry(NetworkPolicy policy) {
        boolean logging = loggedNamespaces.contains(policy.meta().namespace());
        AppliedGroup applied = appliedGroup(K8sPolicies.appliedTo(policy));
        List<PeerGroup> peers = new ArrayList<>(2);
        return new PolicyEntry(
                K8sPolicies.calculate(policy, logging, applied.name(), selector -> {
                    PeerGroup group = peerGroup(selector);
                    if (!peers.contains(group)) {
                        peers.add(group);
                    }
                    return group.name();
                }),
                List.of(applied),
                peers);
    }

    private AppliedGroup appliedGroup(GroupSelector selector) {
        return appliedGroups.computeIfAbsent(
                selector.normalizedName(), _ -> new AppliedGroup(grouping, selector, dirtyAppliedGroups));
    }

    private PeerGroup peerGroup(GroupSelector selector) {
        return peerGroups.computeIfAbsent(
                selector.normalizedName(), _ -> new PeerGroup(grouping, selector, dirtyPeerGroups));
    }

    /// Groups that only this entry used go with it; the spans of the others may shrink.
    private void release(PolicyEntry entry) {
        entry.markReplaced();
        for (AppliedGroup group : entry.appliedGroups()) {
            group.policies().remove(entry);
            if (!group.isUsed()) {
                appliedGroups.remove(group.selection().normalizedName());
                group.drop(grouping);
                publication.removeAppliedToGroup(group.name());
            }
        }
        for (PeerGroup group : entry.peerGroups()) {
            group.policies().remove(entry);
            if (group.isUsed()) {
                dirtyPeerGroups.mark(group);
            } else {
                peerGroups.remove(group.selection().normalizedName());
                group.drop(grouping);
                publication.removeAddressGroup(group.name());
            }
        }
    }

    private void calculateAppliedGroup(AppliedGroup group) {
        if (!group.isUsed()) {
            return;
        }
        if (group.calculate()) {
            group.policies().forEach(dirtySpans::mark);
        }
        publication.put(group);
    }

    private void calculateSpan(PolicyEntry entry) {
        if (!entry.isReplaced() && entry.calculateSpan()) {
            dirtyPeerGroups.markAll(entry.peerGroups());
            publication.put(entry);
        }
    }

    private void calculatePeerGroup(PeerGroup group) {
        if (group.isUsed()) {
            group.calculate();
            publication.put(group);
        }
    }
}
