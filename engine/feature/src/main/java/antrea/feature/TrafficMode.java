package antrea.feature;

/// How packets between Pods of different Nodes travel (`trafficEncapMode`).
public enum TrafficMode {
    /// Always through the tunnel.
    ENCAP,
    /// Routed by the underlay.
    NO_ENCAP,
    /// Routed inside of a subnet, tunnelled between subnets.
    HYBRID,
    /// Another CNI does the network; only policies are ours.
    NETWORK_POLICY_ONLY
}
