package antrea.agent.config;

import antrea.agent.config.FeatureConfig.EgressConfig;
import antrea.agent.config.TrafficConfig.EncapMode;
import antrea.agent.config.TrafficConfig.EncryptionMode;
import antrea.runtime.config.ConfigRule;
import antrea.runtime.gate.Gate;
import antrea.runtime.gate.MissingGates;
import java.util.ArrayList;
import java.util.List;

/// Options of the original whose feature is not there yet. Whoever brings a feature removes its lines here.
final class UnfinishedOptions {
    /// Gates of features that are missing.
    private static final List<Gate> MISSING = List.of(
            Gate.ANTREA_POLICY,
            Gate.EGRESS,
            Gate.NODE_PORT_LOCAL,
            Gate.TRACEFLOW,
            Gate.ANTREA_IPAM,
            Gate.FLOW_EXPORTER,
            Gate.NETWORK_POLICY_STATS,
            Gate.MULTICAST,
            Gate.MULTICLUSTER,
            Gate.SECONDARY_NETWORK,
            Gate.SERVICE_EXTERNAL_IP,
            Gate.TRAFFIC_CONTROL,
            Gate.IPSEC_CERT_AUTH,
            Gate.EXTERNAL_NODE,
            Gate.SUPPORT_BUNDLE_COLLECTION,
            Gate.L7_NETWORK_POLICY,
            Gate.LOAD_BALANCER_MODE_DSR,
            Gate.EGRESS_TRAFFIC_SHAPING,
            Gate.EGRESS_SEPARATE_SUBNET,
            Gate.NODE_NETWORK_POLICY,
            Gate.L7_FLOW_EXPORTER);

    private static final MissingGates<AgentConfig> GATES = new MissingGates<>(MISSING, AgentConfig::gates);

    static final List<ConfigRule<AgentConfig>> RULES = rules();

    private UnfinishedOptions() {}

    /// Whether the feature of a gate is in this build.
    static boolean isThere(Gate gate) {
        return !MISSING.contains(gate);
    }

    /// What to say at start of options that do less than in the original.
    static List<String> remarks(AgentConfig config) {
        List<String> out = new ArrayList<>(GATES.remarks(config));
        if (config.network().proxy().external().proxyAll()) {
            out.add(
                    "antreaProxy.proxyAll: the Node itself reaches ClusterIPs; NodePorts, external IPs and addresses of "
                            + "load balancers are not there yet in this version");
        }
        return out;
    }

    private static List<ConfigRule<AgentConfig>> rules() {
        List<ConfigRule<AgentConfig>> out = GATES.rules();
        out.add(ConfigRule.needed("featureGates.AntreaProxy", c -> !c.gates().enabled(Gate.ANTREA_PROXY)));
        out.add(ConfigRule.needed("featureGates.EndpointSlice", c -> !c.gates().enabled(Gate.ENDPOINT_SLICE)));
        out.add(ConfigRule.needed(
                "antreaProxy.enable", c -> !c.network().proxy().enable()));
        out.add(ConfigRule.later(
                "antreaProxy.nodePortAddresses",
                c -> !c.network().proxy().external().nodePortAddresses().isEmpty()));
        out.add(ConfigRule.later(
                "antreaClientConnection.kubeconfig",
                c -> !c.connections().antrea().kubeconfig().isEmpty()));
        out.add(ConfigRule.later(
                "dnsServerOverride", c -> !c.connections().dnsServerOverride().isEmpty()));
        out.add(ConfigRule.later("nodeType: externalNode", c -> c.role().external()));
        out.add(ConfigRule.later(
                "trafficEncapMode: networkPolicyOnly",
                c -> c.network().traffic().encapMode() == EncapMode.NETWORK_POLICY_ONLY));
        out.add(ConfigRule.later(
                "trafficEncryptionMode", c -> c.network().traffic().encryption().mode() != EncryptionMode.NONE));
        out.add(ConfigRule.later("enableBridgingMode", c -> c.network().pods().bridgingMode()));
        out.add(ConfigRule.later(
                "nodePortLocal.enable", c -> c.features().nodePortLocal().enable()));
        out.add(ConfigRule.later(
                "multicast.enable", c -> c.features().multicast().enable()));
        out.add(ConfigRule.later(
                "multicluster.enableGateway", c -> c.features().multicluster().gateway()));
        out.add(ConfigRule.later(
                "multicluster.enableStretchedNetworkPolicy",
                c -> c.features().multicluster().stretchedNetworkPolicy()));
        out.add(ConfigRule.later(
                "flowExporter.enable", c -> c.features().flowExporter().enable()));
        out.add(ConfigRule.later(
                "secondaryNetwork.ovsBridges",
                c -> !c.features().secondaryNetwork().ovsBridges().isEmpty()));
        out.addAll(egress());
        return List.copyOf(out);
    }

    /// Values and no switches: Egress is on by default, so that each of them would have an effect in the original.
    private static List<ConfigRule<AgentConfig>> egress() {
        return List.of(
                ConfigRule.later(
                        "egress.exceptCIDRs",
                        c -> !c.features().egress().exceptCidrs().isEmpty()),
                ConfigRule.later(
                        "egress.maxEgressIPsPerNode",
                        c -> c.features().egress().maxEgressIpsPerNode() != EgressConfig.MOST_EGRESS_IPS),
                ConfigRule.later(
                        "clusterPort", c -> c.features().egress().clusterPort() != EgressConfig.DEFAULT_CLUSTER_PORT));
    }
}
