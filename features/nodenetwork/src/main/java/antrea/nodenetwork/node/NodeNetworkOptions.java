package antrea.nodenetwork.node;

import antrea.feature.TrafficMode;
import java.util.OptionalInt;

/// Settings of the network of Nodes.
///
/// @param mode how Pods of different Nodes reach each other
/// @param tunnelUdpPort the UDP port of the tunnel, where it has one
/// @param masquerade whether traffic of Pods to the outside takes the address of the Node
public record NodeNetworkOptions(TrafficMode mode, OptionalInt tunnelUdpPort, boolean masquerade) {}
