package antrea.controller.config;

import antrea.runtime.config.ConfigRule;
import antrea.runtime.gate.Gate;
import antrea.runtime.gate.MissingGates;
import java.util.List;

/// Options of the original whose feature is not there yet. Whoever brings a feature removes its lines here.
final class UnfinishedOptions {
    /// Gates of missing features that the controller has a part of.
    private static final List<Gate> MISSING = List.of(
            Gate.EGRESS,
            Gate.TRACEFLOW,
            Gate.ANTREA_POLICY,
            Gate.ANTREA_IPAM,
            Gate.NETWORK_POLICY_STATS,
            Gate.NODE_IPAM,
            Gate.MULTICAST,
            Gate.MULTICLUSTER,
            Gate.SERVICE_EXTERNAL_IP,
            Gate.IPSEC_CERT_AUTH,
            Gate.EXTERNAL_NODE,
            Gate.SUPPORT_BUNDLE_COLLECTION,
            Gate.L7_NETWORK_POLICY,
            Gate.ADMIN_NETWORK_POLICY);

    private static final MissingGates<ControllerConfig> GATES = new MissingGates<>(MISSING, ControllerConfig::gates);

    static final List<ConfigRule<ControllerConfig>> RULES = rules();

    private UnfinishedOptions() {}

    static List<String> remarks(ControllerConfig config) {
        return GATES.remarks(config);
    }

    private static List<ConfigRule<ControllerConfig>> rules() {
        List<ConfigRule<ControllerConfig>> out = GATES.rules();
        out.add(ConfigRule.later(
                "nodeIPAM.enableNodeIPAM", c -> c.features().nodeIpam().enable()));
        out.add(ConfigRule.later(
                "multicluster.enableStretchedNetworkPolicy",
                c -> c.features().multicluster().stretchedNetworkPolicy()));
        return List.copyOf(out);
    }
}
