package antrea.podnetwork.node;

import antrea.feature.NodeIdentity;
import antrea.linux.LinuxException;
import antrea.linux.device.Announcement;
import antrea.linux.device.ChecksumOffload;
import antrea.linux.device.PacketSocket;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.netns.NetworkNamespace;
import antrea.linux.proc.Sysctl;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.LinkAddress;
import antrea.linux.rtnetlink.RouteEntry;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.linux.rtnetlink.VethSpec;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.podnetwork.api.LocalInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Devices of the kernel, by netlink.
final class KernelPodDevices implements PodDevices {
    private static final String VETH = "veth";
    private static final int ANNOUNCEMENTS = 3;
    private static final long ANNOUNCEMENT_GAP_MILLIS = 50;

    private final NamespaceThread namespaces;
    private final Rtnetlink host;
    private final Rtnetlink removals;
    private final PodNetworkOptions options;
    private final RandomGenerator random;
    private final Sysctl parameters = new Sysctl(Path.of("/proc/sys"));

    /// `removals` is another socket than `host`, so that nobody waits for the removal of a device.
    KernelPodDevices(
            NamespaceThread namespaces,
            Rtnetlink host,
            Rtnetlink removals,
            PodNetworkOptions options,
            RandomGenerator random) {
        this.namespaces = namespaces;
        this.host = host;
        this.removals = removals;
        this.options = options;
        this.random = random;
    }

    /// The file of a namespace that kubelet named, as seen from here: it may be mounted elsewhere in our
    /// container.
    private Path namespaceFile(String netns) {
        Path mounted = Path.of(options.hostNamespaces() + netns);
        return Files.exists(mounted) ? mounted : Path.of(netns);
    }

    @Override
    public MacAddress create(CniRequest request, String hostName, NodeIdentity node) {
        MacAddress podMac = MacAddress.random(random);
        int mtu = request.config().mtu() > 0 ? request.config().mtu() : node.mtu();
        try (NetworkNamespace namespace = NetworkNamespace.open(namespaceFile(request.netns()))) {
            host.link(hostName).ifPresent(left -> host.deleteLink(left.index()));
            Link made = host.createVeth(
                    new VethSpec(hostName, Optional.empty(), request.interfaceName(), Optional.of(podMac), mtu),
                    namespace);
            keepIpOff(hostName);
            host.setUp(made.index());
            return podMac;
        }
    }

    /// With IPv6 each host end would bring three routes, and Open vSwitch reads all routes of the Node anew, with a
    /// question to the kernel for each, whenever one changes: at thirty Pods that made an ADD take 100 ms instead
    /// of 20.
    @Override
    public void keepIpOff(String hostName) {
        String key = "net/ipv6/conf/" + hostName + "/disable_ipv6";
        if (parameters.read(key).filter(value -> !value.equals("1")).isPresent()) {
            parameters.write(key, "1");
        }
    }

    @Override
    public void configure(CniRequest request, List<AddressWithPrefix> addresses, NodeIdentity node) {
        try (NetworkNamespace namespace = NetworkNamespace.open(namespaceFile(request.netns()))) {
            configure(namespace, request.interfaceName(), addresses, node);
        }
    }

    private void configure(
            NetworkNamespace namespace, String name, List<AddressWithPrefix> addresses, NodeIdentity node) {
        try (Rtnetlink pod = Rtnetlink.open(namespaces, namespace)) {
            Link link = pod.link(name).orElseThrow(() -> new LinuxException("no " + name + " in " + namespace));
            if (options.transmitChecksumOff()) {
                ChecksumOffload.turnOffTransmit(namespaces, namespace, name);
            }
            for (AddressWithPrefix address : addresses) {
                pod.addAddress(LinkAddress.global(link.index(), address));
            }
            pod.setUp(link.index());
            for (AddressWithPrefix address : addresses) {
                node.gateway()
                        .address(address.address().family())
                        .ifPresent(gateway -> pod.replaceRoute(RouteEntry.over(link.index(), Cidr.all(gateway.family()))
                                .via(gateway)));
            }
        }
    }

    @Override
    public void delete(String hostName) {
        removals.link(hostName).ifPresent(this::delete);
    }

    @Override
    public void deleteOf(String containerId) {
        String suffix = InterfaceName.suffixOf(containerId);
        for (Link link : removals.links()) {
            if (link.kind().equals(VETH) && link.name().endsWith(suffix)) {
                delete(link);
            }
        }
    }

    private void delete(Link link) {
        try {
            removals.deleteLink(link.index());
        } catch (LinuxException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    @Override
    public Optional<Link> hostEnd(String hostName) {
        return host.link(hostName);
    }

    @Override
    public Sandbox inside(String netns, String interfaceName) {
        try (NetworkNamespace namespace = NetworkNamespace.open(namespaceFile(netns));
                Rtnetlink pod = Rtnetlink.open(namespaces, namespace)) {
            return Sandbox.read(pod, interfaceName);
        }
    }

    @Override
    public void announce(String netns, LocalInterface local, String interfaceName) throws InterruptedException {
        try (NetworkNamespace namespace = NetworkNamespace.open(namespaceFile(netns));
                Rtnetlink pod = Rtnetlink.open(namespaces, namespace);
                PacketSocket socket = PacketSocket.open(namespaces, namespace)) {
            Optional<Link> link = pod.link(interfaceName);
            for (int i = 0; i < ANNOUNCEMENTS && link.isPresent(); i++) {
                if (i > 0) {
                    java.util.concurrent.TimeUnit.MILLISECONDS.sleep(ANNOUNCEMENT_GAP_MILLIS);
                }
                for (IpAddress address : local.addresses()) {
                    socket.send(link.get().index(), Announcement.of(address, local.mac()));
                }
            }
        }
    }
}
