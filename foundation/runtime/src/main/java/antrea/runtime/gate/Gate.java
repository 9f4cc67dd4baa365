package antrea.runtime.gate;

import java.util.Arrays;
import java.util.Optional;

/// The feature gates of Antrea 1.15. Every binary knows all of them, so that one map of gates fits all files.
public enum Gate {
    ANTREA_POLICY("AntreaPolicy", Stage.BETA, Users.BOTH),
    ANTREA_PROXY("AntreaProxy", Stage.GA, Users.AGENT),
    EGRESS("Egress", Stage.BETA, Users.BOTH),
    ENDPOINT_SLICE("EndpointSlice", Stage.GA, Users.AGENT),
    TOPOLOGY_AWARE_HINTS("TopologyAwareHints", Stage.BETA, Users.AGENT),
    CLEANUP_STALE_UDP_SVC_CONNTRACK("CleanupStaleUDPSvcConntrack", Stage.ALPHA, Users.AGENT),
    TRACEFLOW("Traceflow", Stage.BETA, Users.BOTH),
    ANTREA_IPAM("AntreaIPAM", Stage.ALPHA, Users.BOTH),
    FLOW_EXPORTER("FlowExporter", Stage.ALPHA, Users.AGENT),
    NETWORK_POLICY_STATS("NetworkPolicyStats", Stage.BETA, Users.BOTH),
    NODE_PORT_LOCAL("NodePortLocal", Stage.GA, Users.AGENT),
    NODE_IPAM("NodeIPAM", Stage.BETA, Users.CONTROLLER),
    MULTICAST("Multicast", Stage.BETA, Users.BOTH),
    MULTICLUSTER("Multicluster", Stage.ALPHA, Users.BOTH),
    SECONDARY_NETWORK("SecondaryNetwork", Stage.ALPHA, Users.AGENT),
    SERVICE_EXTERNAL_IP("ServiceExternalIP", Stage.ALPHA, Users.BOTH),
    TRAFFIC_CONTROL("TrafficControl", Stage.ALPHA, Users.AGENT),
    IPSEC_CERT_AUTH("IPsecCertAuth", Stage.ALPHA, Users.BOTH),
    /// The controller heeds it but does not show it, as in the original.
    EXTERNAL_NODE("ExternalNode", Stage.ALPHA, Users.AGENT),
    SUPPORT_BUNDLE_COLLECTION("SupportBundleCollection", Stage.ALPHA, Users.BOTH),
    L7_NETWORK_POLICY("L7NetworkPolicy", Stage.ALPHA, Users.BOTH),
    LOAD_BALANCER_MODE_DSR("LoadBalancerModeDSR", Stage.ALPHA, Users.AGENT),
    ADMIN_NETWORK_POLICY("AdminNetworkPolicy", Stage.ALPHA, Users.CONTROLLER),
    EGRESS_TRAFFIC_SHAPING("EgressTrafficShaping", Stage.ALPHA, Users.AGENT),
    EGRESS_SEPARATE_SUBNET("EgressSeparateSubnet", Stage.ALPHA, Users.AGENT),
    NODE_NETWORK_POLICY("NodeNetworkPolicy", Stage.ALPHA, Users.AGENT),
    L7_FLOW_EXPORTER("L7FlowExporter", Stage.ALPHA, Users.AGENT);

    /// Maturity. Alpha gates are off unless asked for, the others on.
    public enum Stage {
        ALPHA("Alpha"),
        BETA("Beta"),
        GA("GA");

        private final String text;

        Stage(String text) {
            this.text = text;
        }

        /// As people read it; the API `/featuregates` shows the name of the constant.
        public String text() {
            return text;
        }
    }

    /// Which binaries list the gate among theirs.
    public enum Users {
        AGENT,
        CONTROLLER,
        BOTH
    }

    private final String text;
    private final Stage stage;
    private final Users users;

    Gate(String text, Stage stage, Users users) {
        this.text = text;
        this.stage = stage;
        this.users = users;
    }

    /// The name in configuration files.
    public String text() {
        return text;
    }

    public Stage stage() {
        return stage;
    }

    public Users users() {
        return users;
    }

    public boolean onByDefault() {
        return stage != Stage.ALPHA;
    }

    /// Whether an agent on a machine outside of the cluster may use it.
    public boolean allowedOnExternalNode() {
        return switch (this) {
            case EXTERNAL_NODE,
                    ANTREA_POLICY,
                    NETWORK_POLICY_STATS,
                    SUPPORT_BUNDLE_COLLECTION,
                    L7_NETWORK_POLICY,
                    ADMIN_NETWORK_POLICY -> true;
            case ANTREA_PROXY,
                    EGRESS,
                    ENDPOINT_SLICE,
                    TOPOLOGY_AWARE_HINTS,
                    CLEANUP_STALE_UDP_SVC_CONNTRACK,
                    TRACEFLOW,
                    ANTREA_IPAM,
                    FLOW_EXPORTER,
                    NODE_PORT_LOCAL,
                    NODE_IPAM,
                    MULTICAST,
                    MULTICLUSTER,
                    SECONDARY_NETWORK,
                    SERVICE_EXTERNAL_IP,
                    TRAFFIC_CONTROL,
                    IPSEC_CERT_AUTH,
                    LOAD_BALANCER_MODE_DSR,
                    EGRESS_TRAFFIC_SHAPING,
                    EGRESS_SEPARATE_SUBNET,
                    NODE_NETWORK_POLICY,
                    L7_FLOW_EXPORTER -> false;
        };
    }

    public static Optional<Gate> ofText(String text) {
        return Arrays.stream(values()).filter(g -> g.text.equals(text)).findFirst();
    }
}
