package antrea.hostnet;

import antrea.reconcile.DesiredKind;

/// The kinds of host state that features can state, for `Desired.of(kind)`.
public final class HostKinds {
    public static final DesiredKind<Route> ROUTES = DesiredKind.named("route");
    public static final DesiredKind<Neighbour> NEIGHBOURS = DesiredKind.named("neighbour");
    public static final DesiredKind<IpRule> IP_RULES = DesiredKind.named("ip-rule");
    public static final DesiredKind<InterfaceAddress> ADDRESSES = DesiredKind.named("address");
    public static final DesiredKind<LinkUp> LINKS_UP = DesiredKind.named("link-up");
    public static final DesiredKind<Sysctl> SYSCTLS = DesiredKind.named("sysctl");
    public static final DesiredKind<IpSet> SETS = DesiredKind.named("ipset");
    public static final DesiredKind<IpSetEntry> SET_ENTRIES = DesiredKind.named("ipset-entry");
    public static final DesiredKind<IptablesChain> CHAINS = DesiredKind.named("iptables-chain");
    public static final DesiredKind<IptablesRule> CHAIN_RULES = DesiredKind.named("iptables-rule");
    public static final DesiredKind<ServiceConnections> SERVICE_CONNECTIONS = DesiredKind.named("service-connections");

    private HostKinds() {}
}
