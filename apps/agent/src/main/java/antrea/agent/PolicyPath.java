package antrea.agent;

import antrea.graph.Calculation;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyReference;
import antrea.networkpolicy.node.PolicySources;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `/networkpolicies`: the internal policies of this Node, all or those that a name, a source, a Namespace, a type
/// or a Pod selects.
record PolicyPath(Calculation calculation) implements ApiHandler {
    private static final Map<String, NetworkPolicyReference.Type> TYPES = Map.of(
            "NP", NetworkPolicyReference.Type.K8S,
            "K8SNP", NetworkPolicyReference.Type.K8S,
            "ACNP", NetworkPolicyReference.Type.ANTREA_CLUSTER,
            "ANNP", NetworkPolicyReference.Type.ANTREA,
            "ANP", NetworkPolicyReference.Type.ANTREA);

    private record Wanted(String name, String source, String namespace, String type, String pod) {
        static Wanted of(ApiRequest request) {
            return new Wanted(
                    text(request, "name"),
                    text(request, "source"),
                    text(request, "namespace"),
                    text(request, "type").toUpperCase(Locale.ROOT),
                    text(request, "pod"));
        }

        private static String text(ApiRequest request, String key) {
            return request.query().first(key).orElse("");
        }

        /// What the original says to a wish that contradicts itself.
        Optional<String> refusal() {
            if (!pod.isEmpty() && pod.indexOf('/') < 0) {
                return Optional.of("invalid pod option format. Expected format is podNamespace/podName");
            }
            if (!pod.isEmpty() && !namespace.isEmpty()) {
                return Optional.of("namespace option should not be used with pod option");
            }
            if (!type.isEmpty() && !TYPES.containsKey(type)) {
                return Optional.of(
                        "invalid policy source type. Valid values are K8sNP, ACNP, ANNP and ANP (deprecated)");
            }
            boolean more = !(source + namespace + type + pod).isEmpty();
            return !name.isEmpty() && more
                    ? Optional.of("with a policy name, none of the other options should be set")
                    : Optional.empty();
        }

        boolean selects(NetworkPolicy policy) {
            Optional<NetworkPolicyReference> from = policy.sourceRef();
            return matches(name, policy.name())
                    && matches(source, from.map(NetworkPolicyReference::name).orElse(""))
                    && matches(
                            namespace,
                            from.map(NetworkPolicyReference::namespace).orElse(""))
                    && (type.isEmpty()
                            || from.filter(f -> TYPES.get(type) == f.type()).isPresent());
        }

        private static boolean matches(String wish, String actual) {
            return wish.isEmpty() || wish.equals(actual);
        }
    }

    @Override
    public ApiReply handle(ApiRequest request) {
        Wanted wanted = Wanted.of(request);
        Optional<String> refusal = wanted.refusal();
        if (refusal.isPresent()) {
            return ApiReply.text(400, refusal.get() + "\n");
        }
        Set<String> groups = wanted.pod.isEmpty() ? Set.of() : groupsOf(wanted.pod);
        List<NetworkPolicy> policies =
                AgentPaths.sorted(calculation, PolicySources.POLICIES, NetworkPolicy::name).stream()
                        .filter(wanted::selects)
                        .filter(p -> wanted.pod.isEmpty() || appliesTo(p, groups))
                        .toList();
        return ApiReply.json(200, AgentPaths.list(policies, ControlPlane.NETWORK_POLICY::toJson));
    }

    /// Names of the groups that a Pod (`namespace/name`) is in.
    private Set<String> groupsOf(String pod) {
        String[] parts = pod.split("/", 2);
        MemberRef.Pod wanted = new MemberRef.Pod(parts[0], parts[1]);
        Set<String> out = new HashSet<>();
        for (AppliedToGroup group :
                AgentPaths.sorted(calculation, PolicySources.APPLIED_TO_GROUPS, AppliedToGroup::name)) {
            if (group.groupMembers().stream().anyMatch(m -> m.ref().equals(wanted))) {
                out.add(group.name());
            }
        }
        return out;
    }

    private static boolean appliesTo(NetworkPolicy policy, Set<String> groups) {
        return policy.appliedToGroups().stream().anyMatch(groups::contains)
                || policy.rules().stream()
                        .anyMatch(r -> r.appliedToGroups().stream().anyMatch(groups::contains));
    }
}
