package antrea.networkpolicy.central;

import java.util.LinkedHashSet;
import java.util.Set;

/// What is to be told to watchers.
final class Publication {
    private static final int NUMBER = 1;

    private final WorkList<PolicyEntry> policies = new WorkList<>(NUMBER);
    private final WorkList<AppliedGroup> appliedToGroups = new WorkList<>(NUMBER);
    private final WorkList<PeerGroup> addressGroups = new WorkList<>(NUMBER);
    private final Set<String> removedPolicies = new LinkedHashSet<>();
    private final Set<String> removedAppliedToGroups = new LinkedHashSet<>();
    private final Set<String> removedAddressGroups = new LinkedHashSet<>();

    void put(PolicyEntry entry) {
        policies.add(entry);
        removedPolicies.remove(entry.policy().name());
    }

    void put(AppliedGroup group) {
        appliedToGroups.add(group);
        removedAppliedToGroups.remove(group.name());
    }

    void put(PeerGroup group) {
        addressGroups.add(group);
        removedAddressGroups.remove(group.name());
    }

    /// A later `put` of an object of that name takes it back.
    void removePolicy(String name) {
        removedPolicies.add(name);
    }

    void removeAppliedToGroup(String name) {
        removedAppliedToGroups.add(name);
    }

    void removeAddressGroup(String name) {
        removedAddressGroups.add(name);
    }

    /// Groups before the policies that name them, policies before the groups that nobody names any more.
    void flush(PublishedPolicies out) {
        appliedToGroups.drain(group -> {
            if (group.isUsed()) {
                out.placedGroups().put(group.name(), group.published(), group.span());
            }
        });
        addressGroups.drain(group -> {
            if (group.isUsed()) {
                out.addressGroups().put(group.name(), group.published(), group.span());
            }
        });
        policies.drain(entry -> {
            if (!entry.isReplaced()) {
                out.realized().put(entry.policy().name(), entry.created());
                out.policies().put(entry.policy().name(), entry.policy(), entry.span());
            }
        });
        removedPolicies.forEach(out.policies()::delete);
        removedPolicies.forEach(out.realized()::remove);
        removedPolicies.clear();
        removedAddressGroups.forEach(out.addressGroups()::delete);
        removedAddressGroups.clear();
        removedAppliedToGroups.forEach(out.placedGroups()::delete);
        removedAppliedToGroups.clear();
    }
}
