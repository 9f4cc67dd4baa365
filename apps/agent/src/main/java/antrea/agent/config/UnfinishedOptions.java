package antrea.agent.config;

import antrea.agent.config.TrafficConfig.EncapMode;
import antrea.agent.config.TrafficConfig.EncryptionMode;
import antrea.runtime.config.ConfigRule;
import antrea.runtime.gate.Gate;
import antrea.runtime.gate.MissingGates;
import java.util.List;

/// Options of the original whose feature is not there yet. Whoever brings a feature removes its lines here.
final class UnfinishedOptions {
    /// Gates of features that are missing.
    private static final List<Gate> MISSING = List.of(
            Gate.EGRESS,
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

    static final List<ConfigRule<AgentConfig>> RULES = rules();

    private UnfinishedOptions() {}

    private static List<ConfigRule<AgentConfig>> rules() {
        List<ConfigRule<AgentConfig>> out = new MissingGates<>(MISSING, AgentConfig::gates).rules();
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
        out.add(ConfigRule.later(
                "egress.exceptCIDRs", c -> !c.features().egress().exceptCidrs().isEmpty()));
        return List.copyOf(out);
    }
}
