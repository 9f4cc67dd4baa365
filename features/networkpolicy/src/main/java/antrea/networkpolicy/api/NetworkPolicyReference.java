package antrea.networkpolicy.api;

import java.util.Arrays;
import java.util.Optional;

/// The API object that an internal policy was made from. `namespace` is empty for cluster-scoped types.
public record NetworkPolicyReference(Type type, String namespace, String name, String uid) {
    /// The kinds of policies that can be a source.
    public enum Type {
        K8S("K8sNetworkPolicy"),
        ANTREA_CLUSTER("AntreaClusterNetworkPolicy"),
        ANTREA("AntreaNetworkPolicy"),
        ADMIN("AdminNetworkPolicy"),
        BASELINE_ADMIN("BaselineAdminNetworkPolicy");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /// The spelling in both encodings.
        public String wireName() {
            return wireName;
        }

        /// Empty for a spelling that this version does not know.
        public static Optional<Type> ofWireName(String text) {
            return Arrays.stream(values()).filter(t -> t.wireName.equals(text)).findFirst();
        }
    }

    public static NetworkPolicyReference k8s(String namespace, String name, String uid) {
        return new NetworkPolicyReference(Type.K8S, namespace, name, uid);
    }

    /// As logs print it: `K8sNetworkPolicy:namespace/name`.
    @Override
    public String toString() {
        return type.wireName + ":" + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
