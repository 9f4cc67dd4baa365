package antrea.controller.config;

import antrea.net.Cidr;
import antrea.net.IpFamily;
import antrea.runtime.config.ConfigSection;
import java.util.List;
import java.util.Optional;

/// Options of single features.
public record FeatureConfig(
        NodeIpamConfig nodeIpam, IpsecSignerConfig ipsecCsrSigner, MulticlusterConfig multicluster) {

    /// Option `nodeIPAM`.
    public record NodeIpamConfig(
            boolean enable,
            List<Cidr> clusterCidrs,
            Optional<Cidr> serviceCidr,
            Optional<Cidr> serviceCidrV6,
            int nodeMaskV4,
            int nodeMaskV6) {
        private static final int DEFAULT_MASK_V4 = 24;
        private static final int DEFAULT_MASK_V6 = 64;

        public NodeIpamConfig {
            clusterCidrs = List.copyOf(clusterCidrs);
        }

        static NodeIpamConfig read(ConfigSection section) {
            return new NodeIpamConfig(
                    section.bool("enableNodeIPAM", false),
                    section.parsedList("clusterCIDRs", Cidr::parse),
                    section.parsed("serviceCIDR", Cidr::parse),
                    section.parsed("serviceCIDRv6", Cidr::parse),
                    section.integer("nodeCIDRMaskSizeIPv4", DEFAULT_MASK_V4, 16, 30),
                    section.integer("nodeCIDRMaskSizeIPv6", DEFAULT_MASK_V6, 64, 126));
        }

        /// The cluster CIDRs of a family.
        List<Cidr> ofFamily(IpFamily family) {
            return clusterCidrs.stream().filter(c -> c.family() == family).toList();
        }
    }

    /// Option `ipsecCSRSigner`.
    public record IpsecSignerConfig(boolean selfSignedCa, boolean autoApprove) {
        static IpsecSignerConfig read(ConfigSection section) {
            return new IpsecSignerConfig(section.bool("selfSignedCA", true), section.bool("autoApprove", true));
        }
    }

    /// Option `multicluster`.
    public record MulticlusterConfig(boolean stretchedNetworkPolicy, String namespace) {
        static MulticlusterConfig read(ConfigSection section) {
            return new MulticlusterConfig(
                    section.bool("enableStretchedNetworkPolicy", false), section.text("namespace", ""));
        }
    }

    static FeatureConfig read(ConfigSection file) {
        return new FeatureConfig(
                NodeIpamConfig.read(file.section("nodeIPAM")),
                IpsecSignerConfig.read(file.section("ipsecCSRSigner")),
                MulticlusterConfig.read(file.section("multicluster")));
    }
}
