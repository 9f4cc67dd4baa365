package antrea.agent.config;

import antrea.agent.config.FeatureConfig.SecondaryNetworkConfig;
import antrea.agent.config.TrafficConfig.EncapMode;
import antrea.agent.config.TrafficConfig.EncryptionMode;
import antrea.runtime.config.ConfigRule;
import antrea.runtime.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Options that contradict each other, as the original refuses them.
final class AgentRules {
    /// With this set to true, noEncap without AntreaProxy is allowed, at the cost of egress policies.
    private static final String ALLOW_WITHOUT_PROXY = "ALLOW_NO_ENCAP_WITHOUT_ANTREA_PROXY";

    private AgentRules() {}

    static List<ConfigRule<AgentConfig>> rules(Map<String, String> environment) {
        List<ConfigRule<AgentConfig>> out = new ArrayList<>(nodeRules());
        out.addAll(trafficRules(Boolean.parseBoolean(environment.getOrDefault(ALLOW_WITHOUT_PROXY, ""))));
        out.addAll(featureRules());
        return out;
    }

    private static List<ConfigRule<AgentConfig>> nodeRules() {
        return List.of(
                new ConfigRule<>(
                        "ovsDatapathType",
                        c -> !List.of("system", "netdev")
                                .contains(c.network().bridge().datapathType()),
                        "is neither system nor netdev"),
                new ConfigRule<>(
                        "nodeType",
                        c -> c.role().external() && !c.gates().enabled(Gate.EXTERNAL_NODE),
                        "externalNode needs featureGates.ExternalNode: true"),
                new ConfigRule<>(
                        "trafficEncapMode",
                        c -> c.role().external() && mode(c) != EncapMode.NO_ENCAP,
                        "must be noEncap with nodeType externalNode"),
                new ConfigRule<>(
                        "nodePortLocal.enable",
                        c -> c.role().external() && c.features().nodePortLocal().enable(),
                        "cannot be used with nodeType externalNode"));
    }

    private static List<ConfigRule<AgentConfig>> trafficRules(boolean allowWithoutProxy) {
        return List.of(
                new ConfigRule<>(
                        "trafficEncapMode",
                        c -> !c.role().external() && mode(c).supportsNoEncap() && !proxy(c) && !allowWithoutProxy,
                        "other modes than encap need AntreaProxy, or egress policies do not hold for Service traffic"),
                new ConfigRule<>(
                        "trafficEncryptionMode",
                        c -> mode(c).supportsNoEncap() && encryption(c) != EncryptionMode.NONE,
                        "is only possible with trafficEncapMode: encap"),
                new ConfigRule<>(
                        "noSNAT",
                        c -> c.network().traffic().noSnat()
                                && mode(c) != EncapMode.NO_ENCAP
                                && mode(c) != EncapMode.NETWORK_POLICY_ONLY,
                        "is only possible with trafficEncapMode: noEncap"),
                new ConfigRule<>(
                        "ipsec.authenticationMode",
                        c -> c.network().traffic().encryption().ipsecByCertificate()
                                && !c.gates().enabled(Gate.IPSEC_CERT_AUTH),
                        "cert needs featureGates.IPsecCertAuth: true"));
    }

    private static List<ConfigRule<AgentConfig>> featureRules() {
        return List.of(
                new ConfigRule<>(
                        "antreaProxy.defaultLoadBalancerMode",
                        c -> c.network().proxy().external().directServerReturn()
                                && !(c.gates().enabled(Gate.LOAD_BALANCER_MODE_DSR) && mode(c) == EncapMode.ENCAP),
                        "dsr needs featureGates.LoadBalancerModeDSR: true and trafficEncapMode: encap"),
                new ConfigRule<>(
                        "enableBridgingMode",
                        c -> c.network().pods().bridgingMode()
                                && !(c.gates().enabled(Gate.ANTREA_IPAM)
                                        && mode(c) == EncapMode.NO_ENCAP
                                        && c.network().traffic().noSnat()),
                        "needs featureGates.AntreaIPAM: true, trafficEncapMode: noEncap and noSNAT: true"),
                new ConfigRule<>(
                        "multicluster.enableStretchedNetworkPolicy",
                        c -> c.gates().enabled(Gate.MULTICLUSTER)
                                && c.features().multicluster().stretchedNetworkPolicy()
                                && !c.features().multicluster().gateway(),
                        "needs multicluster.enableGateway: true"),
                new ConfigRule<>(
                        "multicluster.trafficEncryptionMode",
                        c -> gateway(c)
                                && (c.features().multicluster().wireGuard() && encryption(c) != EncryptionMode.NONE
                                        || encryption(c) == EncryptionMode.WIREGUARD),
                        "the multi-cluster gateway does not go together with this in-cluster encryption"),
                new ConfigRule<>(
                        "secondaryNetwork.ovsBridges",
                        c -> c.gates().enabled(Gate.SECONDARY_NETWORK)
                                && !sound(c.features().secondaryNetwork()),
                        "at most one bridge, with a bridgeName and at most one physical interface"));
    }

    private static EncapMode mode(AgentConfig c) {
        return c.network().traffic().encapMode();
    }

    private static EncryptionMode encryption(AgentConfig c) {
        return c.network().traffic().encryption().mode();
    }

    private static boolean proxy(AgentConfig c) {
        return c.network().proxy().enable() && c.gates().enabled(Gate.ANTREA_PROXY);
    }

    private static boolean gateway(AgentConfig c) {
        return c.gates().enabled(Gate.MULTICLUSTER)
                && c.features().multicluster().gateway();
    }

    private static boolean sound(SecondaryNetworkConfig config) {
        return config.ovsBridges().isEmpty()
                || config.ovsBridges().size() == 1
                        && !config.ovsBridges().getFirst().name().isEmpty()
                        && config.ovsBridges().getFirst().physicalInterfaces().size() <= 1;
    }
}
