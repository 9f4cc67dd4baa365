package antrea.networkpolicy.node;

import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.NetworkPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Stored policies, which are whole only with the groups that say to whom they apply. Who is killed between the files
/// of the two kinds may leave a policy whose group has gone already, and its Pods would be open.
record StoredPolicies(StoredObjects<NetworkPolicy> policies, StoredObjects<AppliedToGroup> groups)
        implements StoredObjects<NetworkPolicy> {
    private static final Logger LOG = System.getLogger(StoredPolicies.class.getName());

    @Override
    public Optional<Collection<NetworkPolicy>> load() {
        Optional<Collection<NetworkPolicy>> stored = policies.load();
        Set<String> known = groups.load().stream()
                .flatMap(Collection::stream)
                .map(group -> group.metadata().name())
                .collect(Collectors.toSet());
        Optional<NetworkPolicy> homeless = stored.stream()
                .flatMap(Collection::stream)
                .filter(policy -> References.appliedToGroups(policy).stream().noneMatch(known::contains))
                .findFirst();
        homeless.ifPresent(policy -> LOG.log(
                Level.ERROR,
                "Stored policies are not whole; waiting for the controller, existing traffic goes on as it was: "
                        + "no group is stored to which this policy applies: policy={0}",
                policy.metadata().name()));
        return homeless.isPresent() ? Optional.empty() : stored;
    }

    @Override
    public void replaceAll(Collection<NetworkPolicy> values) {
        policies.replaceAll(values);
    }

    @Override
    public void put(NetworkPolicy value) {
        policies.put(value);
    }

    @Override
    public void remove(String name) {
        policies.remove(name);
    }
}
