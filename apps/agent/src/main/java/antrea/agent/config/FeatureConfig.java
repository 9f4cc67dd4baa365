package antrea.agent.config;

import antrea.net.Cidr;
import antrea.net.PortRange;
import antrea.runtime.config.ConfigSection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Options of single features.
public record FeatureConfig(
        EgressConfig egress,
        NodePortLocalConfig nodePortLocal,
        MulticastConfig multicast,
        MulticlusterConfig multicluster,
        FlowExporterConfig flowExporter,
        SecondaryNetworkConfig secondaryNetwork) {

    /// Option `egress`, and the port at which agents find out which Nodes live.
    public record EgressConfig(List<Cidr> exceptCidrs, int maxEgressIpsPerNode, int clusterPort) {
        static final int MOST_EGRESS_IPS = 255;
        static final int DEFAULT_CLUSTER_PORT = 10351;

        public EgressConfig {
            exceptCidrs = List.copyOf(exceptCidrs);
        }

        static EgressConfig read(ConfigSection file) {
            ConfigSection section = file.section("egress");
            return new EgressConfig(
                    section.parsedList("exceptCIDRs", Cidr::parse),
                    section.integer("maxEgressIPsPerNode", MOST_EGRESS_IPS, 1, MOST_EGRESS_IPS),
                    file.port("clusterPort", DEFAULT_CLUSTER_PORT));
        }
    }

    /// Option `nodePortLocal`; the deprecated `nplPortRange` is read where `portRange` is not given.
    public record NodePortLocalConfig(boolean enable, PortRange ports) {
        static NodePortLocalConfig read(ConfigSection file) {
            ConfigSection section = file.section("nodePortLocal");
            PortRange deprecated = file.parsed("nplPortRange", new PortRange(61000, 62000), NodePortLocalConfig::range);
            return new NodePortLocalConfig(
                    section.bool("enable", false), section.parsed("portRange", deprecated, NodePortLocalConfig::range));
        }

        private static PortRange range(String text) {
            String[] ends = text.split("-", -1);
            if (ends.length == 2) {
                try {
                    PortRange out = new PortRange(Integer.parseInt(ends[0].strip()), Integer.parseInt(ends[1].strip()));
                    if (out.first() > 0 && out.first() < out.last()) {
                        return out;
                    }
                } catch (IllegalArgumentException _) {
                    // refused below
                }
            }
            throw new IllegalArgumentException("expected a range of ports like 61000-62000, got \"" + text + "\"");
        }
    }

    /// Option `multicast`; the deprecated `multicastInterfaces` is read where `multicast.multicastInterfaces` is
    /// empty.
    public record MulticastConfig(
            boolean enable, List<String> interfaces, Duration igmpQueryInterval, List<Integer> igmpQueryVersions) {
        public MulticastConfig {
            interfaces = List.copyOf(interfaces);
            igmpQueryVersions = List.copyOf(igmpQueryVersions);
        }

        static MulticastConfig read(ConfigSection file) {
            ConfigSection section = file.section("multicast");
            List<String> deprecated = file.texts("multicastInterfaces");
            List<String> interfaces = section.texts("multicastInterfaces");
            return new MulticastConfig(
                    section.bool("enable", false),
                    interfaces.isEmpty() ? deprecated : interfaces,
                    section.duration("igmpQueryInterval", Duration.ofSeconds(125)),
                    section.integers("igmpQueryVersions", List.of(1, 2, 3), 1, 3));
        }
    }

    /// Option `multicluster`; the deprecated `enable` means `enableGateway`.
    public record MulticlusterConfig(
            boolean gateway,
            String namespace,
            boolean stretchedNetworkPolicy,
            boolean podToPodConnectivity,
            boolean wireGuard,
            int wireGuardPort) {
        private static final int DEFAULT_WIREGUARD_PORT = 51821;

        static MulticlusterConfig read(ConfigSection section, Map<String, String> environment) {
            boolean deprecated = section.bool("enable", false);
            boolean gateway = section.bool("enableGateway", false) || deprecated;
            String encryption = section.choice("trafficEncryptionMode", "none", List.of("none", "wireGuard"), w -> w);
            String ownNamespace = environment.getOrDefault("POD_NAMESPACE", "kube-system");
            return new MulticlusterConfig(
                    gateway,
                    section.text("namespace", gateway ? ownNamespace : ""),
                    section.bool("enableStretchedNetworkPolicy", false),
                    section.bool("enablePodToPodConnectivity", false),
                    encryption.equals("wireGuard"),
                    section.section("wireGuard").port("port", DEFAULT_WIREGUARD_PORT));
        }
    }

    /// Option `flowExporter`; the deprecated keys of the same names at the top are read where these are not given.
    public record FlowExporterConfig(
            boolean enable,
            String flowCollectorAddr,
            Duration flowPollInterval,
            Duration activeFlowExportTimeout,
            Duration idleFlowExportTimeout) {
        static FlowExporterConfig read(ConfigSection file) {
            ConfigSection section = file.section("flowExporter");
            String collector = file.text("flowCollectorAddr", "flow-aggregator/flow-aggregator:4739:tls");
            return new FlowExporterConfig(
                    section.bool("enable", false),
                    section.text("flowCollectorAddr", collector),
                    duration(file, "flowPollInterval", 5),
                    duration(file, "activeFlowExportTimeout", 5),
                    duration(file, "idleFlowExportTimeout", 15));
        }

        private static Duration duration(ConfigSection file, String key, int seconds) {
            Duration deprecated = file.duration(key, Duration.ofSeconds(seconds));
            return file.section("flowExporter").duration(key, deprecated);
        }
    }

    /// Option `secondaryNetwork`.
    public record SecondaryNetworkConfig(List<Bridge> ovsBridges) {
        /// A bridge for secondary interfaces of Pods.
        public record Bridge(String name, List<String> physicalInterfaces) {
            public Bridge {
                physicalInterfaces = List.copyOf(physicalInterfaces);
            }
        }

        public SecondaryNetworkConfig {
            ovsBridges = List.copyOf(ovsBridges);
        }

        static SecondaryNetworkConfig read(ConfigSection section) {
            List<Bridge> bridges = new ArrayList<>();
            for (ConfigSection bridge : section.sections("ovsBridges")) {
                bridges.add(new Bridge(bridge.text("bridgeName", ""), bridge.texts("physicalInterfaces")));
            }
            return new SecondaryNetworkConfig(bridges);
        }
    }

    static FeatureConfig read(ConfigSection file, Map<String, String> environment) {
        return new FeatureConfig(
                EgressConfig.read(file),
                NodePortLocalConfig.read(file),
                MulticastConfig.read(file),
                MulticlusterConfig.read(file.section("multicluster"), environment),
                FlowExporterConfig.read(file),
                SecondaryNetworkConfig.read(file.section("secondaryNetwork")));
    }
}
