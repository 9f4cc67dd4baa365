package antrea.agent.config;

import antrea.net.Cidr;
import antrea.runtime.config.ConfigSection;
import java.util.List;

/// How Pod traffic leaves the Node.
///
/// @param noSnat Pod traffic to the outside keeps its address; always so in networkPolicyOnly mode
/// @param defaultMtu 0 to take that of the transport interface
public record TrafficConfig(
        EncapMode encapMode,
        boolean noSnat,
        EncryptionConfig encryption,
        TunnelConfig tunnel,
        TransportConfig transport,
        int defaultMtu) {
    /// trafficEncapMode.
    public enum EncapMode {
        ENCAP("encap"),
        NO_ENCAP("noEncap"),
        HYBRID("hybrid"),
        NETWORK_POLICY_ONLY("networkPolicyOnly");

        private final String word;

        EncapMode(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /// Whether some traffic between Nodes is not encapsulated.
        public boolean supportsNoEncap() {
            return this != ENCAP;
        }
    }

    /// trafficEncryptionMode.
    public enum EncryptionMode {
        NONE("none"),
        IPSEC("ipsec"),
        WIREGUARD("wireGuard");

        private final String word;

        EncryptionMode(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// Encryption between Nodes.
    ///
    /// @param ipsecByCertificate authenticationMode cert instead of psk
    public record EncryptionConfig(EncryptionMode mode, int wireGuardPort, boolean ipsecByCertificate) {
        private static final int DEFAULT_WIREGUARD_PORT = 51820;

        static EncryptionConfig read(ConfigSection file) {
            EncryptionMode mode = file.choice(
                    "trafficEncryptionMode",
                    EncryptionMode.NONE,
                    List.of(EncryptionMode.values()),
                    EncryptionMode::word);
            // deprecated name of trafficEncryptionMode: ipsec
            boolean ipsec = file.bool("enableIPSecTunnel", false);
            String authentication =
                    file.section("ipsec").choice("authenticationMode", "psk", List.of("psk", "cert"), w -> w);
            return new EncryptionConfig(
                    ipsec ? EncryptionMode.IPSEC : mode,
                    file.section("wireGuard").port("port", DEFAULT_WIREGUARD_PORT),
                    authentication.equals("cert"));
        }
    }

    /// The tunnel. `port` 0 stands for the one that IANA gave the protocol.
    public record TunnelConfig(String type, int port, boolean checksum) {
        static TunnelConfig read(ConfigSection file) {
            return new TunnelConfig(
                    file.choice("tunnelType", "geneve", List.of("geneve", "vxlan", "gre", "stt"), w -> w),
                    file.port("tunnelPort", 0),
                    file.bool("tunnelCsum", false));
        }
    }

    /// Which interface carries traffic between Nodes; the name goes before the networks, these before the Node IP.
    public record TransportConfig(String interfaceName, List<Cidr> cidrs) {
        public TransportConfig {
            cidrs = List.copyOf(cidrs);
        }

        static TransportConfig read(ConfigSection file) {
            return new TransportConfig(
                    file.text("transportInterface", ""), file.parsedList("transportInterfaceCIDRs", Cidr::parse));
        }
    }

    static TrafficConfig read(ConfigSection file, NodeRole role) {
        EncapMode mode = file.choice(
                "trafficEncapMode",
                role.external() ? EncapMode.NO_ENCAP : EncapMode.ENCAP,
                List.of(EncapMode.values()),
                EncapMode::word);
        boolean noSnat = file.bool("noSNAT", false);
        return new TrafficConfig(
                mode,
                noSnat || mode == EncapMode.NETWORK_POLICY_ONLY,
                EncryptionConfig.read(file),
                TunnelConfig.read(file),
                TransportConfig.read(file),
                file.integer("defaultMTU", 0, 576, 65535));
    }
}
