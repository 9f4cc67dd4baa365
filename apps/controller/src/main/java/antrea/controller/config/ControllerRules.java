package antrea.controller.config;

import antrea.controller.config.FeatureConfig.NodeIpamConfig;
import antrea.net.IpFamily;
import antrea.runtime.config.ConfigRule;
import java.util.List;

/// Options that contradict each other, as the original refuses them.
final class ControllerRules {
    /// A range allocator keeps a bit for each Node network.
    private static final int MOST_NODE_BITS = 16;

    static final List<ConfigRule<ControllerConfig>> RULES = List.of(
            new ConfigRule<>(
                    "nodeIPAM.clusterCIDRs",
                    c -> ipam(c).enable() && ipam(c).clusterCidrs().isEmpty(),
                    "at least one is needed with nodeIPAM.enableNodeIPAM: true"),
            new ConfigRule<>(
                    "nodeIPAM.clusterCIDRs",
                    c -> ipam(c).enable()
                            && (ipam(c).ofFamily(IpFamily.V4).size() > 1
                                    || ipam(c).ofFamily(IpFamily.V6).size() > 1),
                    "at most one of each address family"),
            new ConfigRule<>(
                    "nodeIPAM.nodeCIDRMaskSizeIPv6",
                    c -> ipam(c).enable()
                            && ipam(c).ofFamily(IpFamily.V6).stream()
                                    .anyMatch(cidr -> ipam(c).nodeMaskV6() - cidr.prefixLength() > MOST_NODE_BITS),
                    "may be at most 16 longer than the prefix of the cluster CIDR"));

    private ControllerRules() {}

    private static NodeIpamConfig ipam(ControllerConfig c) {
        return c.features().nodeIpam();
    }
}
