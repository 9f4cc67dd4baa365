package antrea.podnetwork.node;

import antrea.feature.NodeIdentity;
import antrea.linux.rtnetlink.Link;
import antrea.net.AddressWithPrefix;
import antrea.net.MacAddress;
import antrea.podnetwork.api.LocalInterface;
import java.util.List;
import java.util.Optional;

/// The network devices of Pods: veth pairs, with addresses and routes inside the Pod. All of it can be repeated.
/// Throws [antrea.linux.LinuxException] naming the device.
public interface PodDevices {
    /// Makes the pair, in the place of one that was left behind; returns the address of the end inside the Pod.
    MacAddress create(CniRequest request, String hostName, NodeIdentity node);

    /// Keeps the Node's own IPv6 off the host end of a pair, which is a port of the switch and nothing else.
    void keepIpOff(String hostName);

    /// Configures the end inside of the Pod.
    void configure(CniRequest request, List<AddressWithPrefix> addresses, NodeIdentity node);

    /// Removes the pair by its host end; nothing happens when it is gone. It takes the kernel some 20 ms.
    void delete(String hostName);

    /// Removes the pairs that were made for this container, under whatever Pod name.
    void deleteOf(String containerId);

    /// The host end of a pair, as the kernel shows it.
    Optional<Link> hostEnd(String hostName);

    /// What the Pod itself sees of its interface. Throws when there is no such interface.
    Sandbox inside(String netns, String interfaceName);

    /// Tells the neighbours where the addresses live now. Meant for a thread of its own: it takes a while.
    void announce(String netns, LocalInterface local, String interfaceName) throws InterruptedException;
}
