package antrea.networkpolicy.node;

import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.podnetwork.api.LocalInterface;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentHashMap;

/// What the numbers and addresses of a logged packet mean. Written by the calculation thread, read by any.
///
/// Of the rules that are gone the last ones keep their entries: packets that they decided about are still on their way.
final class AuditRegistry {
    private static final int RETIRED_KEPT = 4096;

    private final Map<Integer, AuditRecord.RuleLabel> rules = new ConcurrentHashMap<>();
    private final SequencedSet<Integer> retired = new LinkedHashSet<>();
    private final Map<IpAddress, ObjectKey> pods = new ConcurrentHashMap<>();

    /// For the calculation thread.
    void put(int id, AuditRecord.RuleLabel rule) {
        retired.remove(id);
        rules.put(id, rule);
    }

    /// The rule is gone. For the calculation thread.
    void retire(int id) {
        if (rules.containsKey(id) && retired.add(id) && retired.size() > RETIRED_KEPT) {
            rules.remove(retired.removeFirst());
        }
    }

    Optional<AuditRecord.RuleLabel> rule(int id) {
        return Optional.ofNullable(rules.get(id));
    }

    void observe(Optional<LocalInterface> before, Optional<LocalInterface> after) {
        before.ifPresent(i -> i.addresses().forEach(a -> pods.remove(a, i.pod())));
        after.ifPresent(i -> i.addresses().forEach(a -> pods.put(a, i.pod())));
    }

    Optional<ObjectKey> pod(IpAddress address) {
        return Optional.ofNullable(pods.get(address));
    }
}
