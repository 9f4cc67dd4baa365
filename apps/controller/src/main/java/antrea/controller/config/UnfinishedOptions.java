package antrea.controller.config;

import antrea.runtime.config.ConfigRule;
import antrea.runtime.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Options of the original whose feature is not there yet. Whoever brings a feature removes its lines here.
final class UnfinishedOptions {
    private static final String LATER = "is not there yet in this version; switch it off";

    /// Gates of missing features that the controller has a part of. Only a gate that the file names is refused.
    private static final List<Gate> MISSING = List.of(
            Gate.EGRESS,
            Gate.TRACEFLOW,
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

    static final List<ConfigRule<ControllerConfig>> RULES = rules();

    private UnfinishedOptions() {}

    private static List<ConfigRule<ControllerConfig>> rules() {
        List<ConfigRule<ControllerConfig>> out = new ArrayList<>();
        for (Gate gate : MISSING) {
            out.add(later("featureGates." + gate.text(), c -> c.gates().askedFor(gate)));
        }
        out.add(later("featureGates.AllAlpha", UnfinishedOptions::allAlpha));
        out.add(later("nodeIPAM.enableNodeIPAM", c -> c.features().nodeIpam().enable()));
        out.add(later(
                "multicluster.enableStretchedNetworkPolicy",
                c -> c.features().multicluster().stretchedNetworkPolicy()));
        return List.copyOf(out);
    }

    private static ConfigRule<ControllerConfig> later(String key, Predicate<ControllerConfig> switchedOn) {
        return new ConfigRule<>(key, switchedOn, LATER);
    }

    /// AllAlpha: true shows in an alpha gate that is on without being named.
    private static boolean allAlpha(ControllerConfig config) {
        return MISSING.stream()
                .filter(gate -> !gate.onByDefault())
                .anyMatch(
                        gate -> config.gates().enabled(gate) && !config.gates().askedFor(gate));
    }
}
