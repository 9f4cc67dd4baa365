package antrea.hostnet;

/// What decides what becomes of packets of the host: chains of iptables and the sets that they ask.
public sealed interface FilterItem extends HostItem permits IpSet, IpSetEntry, IptablesChain, IptablesRule {}
