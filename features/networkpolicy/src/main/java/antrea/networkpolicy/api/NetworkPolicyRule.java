package antrea.networkpolicy.api;

import java.util.List;
import java.util.Optional;

/// One rule of a policy, for one direction.
///
/// @param peer who the other end may be: the `from` of an ingress rule, the `to` of an egress rule
/// @param services traffic that is matched; empty means any
/// @param l7Protocols application protocols that an allowed connection must speak; empty means any
/// @param appliedToGroups names of groups, when the policy itself names none
public record NetworkPolicyRule(
        Direction direction,
        NetworkPolicyPeer peer,
        List<Service> services,
        List<L7Protocol> l7Protocols,
        Verdict verdict,
        List<String> appliedToGroups) {
    public NetworkPolicyRule {
        services = List.copyOf(services);
        l7Protocols = List.copyOf(l7Protocols);
        appliedToGroups = List.copyOf(appliedToGroups);
    }

    /// Seen from the Pod that the policy applies to.
    public enum Direction {
        IN("In", "Ingress"),
        OUT("Out", "Egress");

        private final String wireName;
        private final String policyType;

        Direction(String wireName, String policyType) {
            this.wireName = wireName;
            this.policyType = policyType;
        }

        public String wireName() {
            return wireName;
        }

        /// The word of the Kubernetes API (`policyTypes`), which names of tables and the audit log use as well.
        public String policyType() {
            return policyType;
        }
    }

    /// What happens to matching traffic.
    public enum Action {
        ALLOW("Allow"),
        DROP("Drop"),
        REJECT("Reject"),
        PASS("Pass");

        private final String wireName;

        Action(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /// What is done with matching traffic and how it is reported.
    ///
    /// @param priority index of the rule within its direction; -1 for rules of Kubernetes policies
    /// @param action empty on the marker of a Kubernetes policy that isolates a direction without a rule
    /// @param name of the rule; empty for Kubernetes policies
    /// @param logLabel free text of the user for the audit log, empty for none
    public record Verdict(int priority, Optional<Action> action, boolean enableLogging, String name, String logLabel) {
        /// Of a rule of a Kubernetes policy.
        public static final Verdict K8S_ALLOW = new Verdict(-1, Optional.of(Action.ALLOW), false, "", "");

        /// As [#K8S_ALLOW], with audit logging.
        public static final Verdict K8S_ALLOW_LOGGED = new Verdict(-1, Optional.of(Action.ALLOW), true, "", "");

        /// Of the deny-all marker.
        public static final Verdict NONE = new Verdict(0, Optional.empty(), false, "", "");
    }

    private static final NetworkPolicyRule DENY_ALL_IN = marker(Direction.IN);
    private static final NetworkPolicyRule DENY_ALL_OUT = marker(Direction.OUT);

    private static NetworkPolicyRule marker(Direction direction) {
        return new NetworkPolicyRule(
                direction, NetworkPolicyPeer.NOBODY, List.of(), List.of(), Verdict.NONE, List.of());
    }

    /// The rule without content that says: this direction is isolated although no rule allows anything.
    public static NetworkPolicyRule denyAll(Direction direction) {
        return switch (direction) {
            case IN -> DENY_ALL_IN;
            case OUT -> DENY_ALL_OUT;
        };
    }

    /// The source addresses of an ingress rule; nobody for an egress rule.
    public NetworkPolicyPeer from() {
        return direction == Direction.IN ? peer : NetworkPolicyPeer.NOBODY;
    }

    /// The destinations of an egress rule; nobody for an ingress rule.
    public NetworkPolicyPeer to() {
        return direction == Direction.OUT ? peer : NetworkPolicyPeer.NOBODY;
    }

    public int priority() {
        return verdict.priority();
    }

    public Optional<Action> action() {
        return verdict.action();
    }

    public String name() {
        return verdict.name();
    }

    public boolean enableLogging() {
        return verdict.enableLogging();
    }

    public String logLabel() {
        return verdict.logLabel();
    }
}
