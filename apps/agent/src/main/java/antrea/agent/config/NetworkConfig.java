package antrea.agent.config;

import antrea.runtime.config.ConfigSection;

/// The network of the Node: its bridge, how traffic leaves it, its Pods, its Services.
public record NetworkConfig(BridgeConfig bridge, TrafficConfig traffic, PodConfig pods, ProxyConfig proxy) {
    /// Of `packetInRate`, packets a second; the original's.
    public static final int DEFAULT_PACKET_IN_RATE = 500;

    /// The Open vSwitch bridge.
    ///
    /// @param packetInRate packets a second to the agent, for each of its features
    public record BridgeConfig(
            String name,
            String datapathType,
            String runDirectory,
            String hostGateway,
            String hostProcPathPrefix,
            int packetInRate) {
        static BridgeConfig read(ConfigSection file) {
            return new BridgeConfig(
                    file.text("ovsBridge", "br-int"),
                    file.text("ovsDatapathType", "system"),
                    file.text("ovsRunDir", "/var/run/openvswitch"),
                    file.text("hostGateway", "antrea-gw0"),
                    file.text("hostProcPathPrefix", "/host"),
                    file.integer("packetInRate", DEFAULT_PACKET_IN_RATE, 1, Integer.MAX_VALUE));
        }
    }

    /// How Pods are attached.
    public record PodConfig(String cniSocket, boolean disableTxChecksumOffload, boolean bridgingMode) {
        static PodConfig read(ConfigSection file) {
            return new PodConfig(
                    file.text("cniSocket", "/var/run/antrea/cni.sock"),
                    file.bool("disableTXChecksumOffload", false),
                    file.bool("enableBridgingMode", false));
        }
    }

    static NetworkConfig read(ConfigSection file, NodeRole role) {
        return new NetworkConfig(
                BridgeConfig.read(file), TrafficConfig.read(file, role), PodConfig.read(file), ProxyConfig.read(file));
    }
}
