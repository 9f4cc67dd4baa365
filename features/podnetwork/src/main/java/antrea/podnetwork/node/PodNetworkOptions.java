package antrea.podnetwork.node;

import java.nio.file.Path;
import java.time.Duration;

/// Settings of the Pod network on a Node.
///
/// @param bridge name of the bridge
/// @param socket where the CNI plug-in finds the agent
/// @param hostNamespaces prefix under which the host's `/var/run/netns` is mounted; empty when it is where it is
/// @param transmitChecksumOff whether Pods compute checksums themselves, as a userspace datapath needs
/// @param readyWithin how long ADD waits for the network to be ready
public record PodNetworkOptions(
        String bridge, Path socket, String hostNamespaces, boolean transmitChecksumOff, Duration readyWithin) {
    /// How long the switch may take to give a port its number, and to take the flows.
    static final Duration SWITCH_WITHIN = Duration.ofSeconds(10);
}
