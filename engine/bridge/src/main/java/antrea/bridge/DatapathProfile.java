package antrea.bridge;

import antrea.net.IpAddress;
import antrea.openflow.codec.Match;

/// What differs between the datapaths of Open vSwitch (decision D7). Chosen once at start; nothing else asks which
/// datapath it is.
public interface DatapathProfile {
    /// For `datapath_type` of the bridge.
    String datapathType();

    /// Which packets from the host are those of the Node itself (kubelet probes), to which policies do not apply.
    /// The caller adds `ct_state=-rpl+trk`.
    Match hostTraffic(IpAddress gateway, ServiceNat serviceNat);

    /// Who translates traffic of the host to Services.
    enum ServiceNat {
        /// kube-proxy or nobody: not us.
        OUTSIDE,
        /// The pipeline (`proxyAll`): packets from the gateway address may be translated ones of others.
        PIPELINE
    }

    /// Whether packet marks travel between the bridge and the host: Egress marks for iptables, host marks for us.
    boolean carriesMarks();

    /// Whether the tunnel port needs its local address on a bridge of the same datapath, with the uplink in it.
    boolean tunnelNeedsUnderlayBridge();

    /// Who holds the connections of the bridge's zones.
    ConntrackHolder conntrack();

    /// Where connections are listed and flushed.
    enum ConntrackHolder {
        /// The kernel: netlink.
        KERNEL,
        /// The switch process: its control socket (`dpctl/dump-conntrack`).
        SWITCH
    }

    /// Whether meters work.
    boolean hasMeters();

    /// Whether Open vSwitch of that version, such as `3.1.0`, may keep flows in this datapath that contradict its
    /// tables. True for a version that cannot be read where some do.
    boolean keepsStaleFlows(String version);
}
