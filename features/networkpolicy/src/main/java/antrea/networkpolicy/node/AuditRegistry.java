package antrea.networkpolicy.node;

import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.podnetwork.node.LocalInterface;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What the numbers and addresses of a logged packet mean. Written by the calculation thread, read by any.
///
/// A rule that is gone keeps its entry until its number is given to another: packets that it decided about are
/// still on their way, and numbers rest for long ([RuleIds]).
final class AuditRegistry {
    private final Map<Integer, AuditRecord.RuleLabel> rules = new ConcurrentHashMap<>();
    private final Map<IpAddress, ObjectKey> pods = new ConcurrentHashMap<>();

    void put(int id, AuditRecord.RuleLabel rule) {
        rules.put(id, rule);
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
