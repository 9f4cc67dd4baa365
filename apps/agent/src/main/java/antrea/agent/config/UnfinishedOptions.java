package antrea.agent.config;

import antrea.agent.config.TrafficConfig.EncapMode;
import antrea.agent.config.TrafficConfig.EncryptionMode;
import antrea.runtime.config.ConfigRule;
import antrea.runtime.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Options of the original whose feature is not there yet. Whoever brings a feature removes its lines here.
final class UnfinishedOptions {
    private static final String LATER = "is not there yet in this version; switch it off";

    /// Gates of features that are missing. Only a gate that the file names is refused: those that are on by
    /// default do nothing until somebody makes an object of their kind.
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
        List<ConfigRule<AgentConfig>> out = new ArrayList<>();
        for (Gate gate : MISSING) {
            out.add(later("featureGates." + gate.text(), c -> c.gates().askedFor(gate)));
        }
        out.add(later("featureGates.AllAlpha", UnfinishedOptions::allAlpha));
        out.add(later("nodeType: externalNode", c -> c.role().external()));
        out.add(later(
                "trafficEncapMode: networkPolicyOnly",
                c -> c.network().traffic().encapMode() == EncapMode.NETWORK_POLICY_ONLY));
        out.add(later(
                "trafficEncryptionMode", c -> c.network().traffic().encryption().mode() != EncryptionMode.NONE));
        out.add(later("enableBridgingMode", c -> c.network().pods().bridgingMode()));
        out.add(later("nodePortLocal.enable", c -> c.features().nodePortLocal().enable()));
        out.add(later("multicast.enable", c -> c.features().multicast().enable()));
        out.add(later(
                "multicluster.enableGateway", c -> c.features().multicluster().gateway()));
        out.add(later(
                "multicluster.enableStretchedNetworkPolicy",
                c -> c.features().multicluster().stretchedNetworkPolicy()));
        out.add(later("flowExporter.enable", c -> c.features().flowExporter().enable()));
        out.add(later(
                "secondaryNetwork.ovsBridges",
                c -> !c.features().secondaryNetwork().ovsBridges().isEmpty()));
        out.add(later(
                "egress.exceptCIDRs", c -> !c.features().egress().exceptCidrs().isEmpty()));
        return List.copyOf(out);
    }

    private static ConfigRule<AgentConfig> later(String key, Predicate<AgentConfig> switchedOn) {
        return new ConfigRule<>(key, switchedOn, LATER);
    }

    /// AllAlpha: true shows in an alpha gate that is on without being named.
    private static boolean allAlpha(AgentConfig config) {
        return MISSING.stream()
                .filter(gate -> !gate.onByDefault())
                .anyMatch(
                        gate -> config.gates().enabled(gate) && !config.gates().askedFor(gate));
    }
}
