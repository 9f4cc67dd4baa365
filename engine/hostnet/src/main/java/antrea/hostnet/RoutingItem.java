package antrea.hostnet;

/// What decides where packets of the host go.
public sealed interface RoutingItem extends HostItem
        permits InterfaceAddress, IpRule, LinkUp, Neighbour, Route, Sysctl {}
