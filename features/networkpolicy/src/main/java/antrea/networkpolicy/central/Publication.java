package antrea.networkpolicy.central;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What is to be told to watchers, by name of the object; the last word on an object counts.
final class Publication {
    private Map<String, Optional<PolicyEntry>> policies = new LinkedHashMap<>();
    private Map<String, Optional<AppliedGroup>> appliedToGroups = new LinkedHashMap<>();
    private Map<String, Optional<PeerGroup>> addressGroups = new LinkedHashMap<>();

    void put(PolicyEntry entry) {
        policies.put(entry.policy().name(), Optional.of(entry));
    }

    void put(AppliedGroup group) {
        appliedToGroups.put(group.name(), Optional.of(group));
    }

    void put(PeerGroup group) {
        addressGroups.put(group.name(), Optional.of(group));
    }

    void removePolicy(String name) {
        policies.put(name, Optional.empty());
    }

    void removeAppliedToGroup(String name) {
        appliedToGroups.put(name, Optional.empty());
    }

    void removeAddressGroup(String name) {
        addressGroups.put(name, Optional.empty());
    }

    /// Groups before the policies that name them, policies before the groups that nobody names any more.
    void flush(PublishedPolicies out) {
        appliedToGroups.forEach((name, group) ->
                group.ifPresent(g -> out.placedGroups().put(name, g.published(), g.span())));
        addressGroups.forEach((name, group) ->
                group.ifPresent(g -> out.addressGroups().put(name, g.published(), g.span())));
        policies.forEach((name, entry) ->
                entry.ifPresent(e -> out.policies().put(name, e.policy(), e.span())));
        policies.forEach((name, entry) -> removeIfGone(entry, () -> out.policies().delete(name)));
        addressGroups.forEach((name, group) -> removeIfGone(group, () -> out.addressGroups().delete(name)));
        appliedToGroups.forEach((name, group) -> removeIfGone(group, () -> out.placedGroups().delete(name)));
        policies = new LinkedHashMap<>();
        appliedToGroups = new LinkedHashMap<>();
        addressGroups = new LinkedHashMap<>();
    }

    private static void removeIfGone(Optional<?> object, Runnable delete) {
        if (object.isEmpty()) {
            delete.run();
        }
    }
}
