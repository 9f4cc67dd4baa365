package antrea.podnetwork.testing;

import antrea.feature.NodeIdentity;
import antrea.graph.SourceInlet;
import antrea.linux.LinuxException;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.RouteEntry;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.podnetwork.api.LocalInterface;
import antrea.podnetwork.node.CniRequest;
import antrea.podnetwork.node.InterfaceName;
import antrea.podnetwork.node.PodDevices;
import antrea.podnetwork.node.PodPortIds;
import antrea.podnetwork.node.PodPorts;
import antrea.podnetwork.node.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// A Node without a kernel and without a switch: devices, ports and interfaces are entries of maps, and what
/// happens to them is noted in order.
public final class FakePods implements PodDevices, PodPorts, SourceInlet<String, LocalInterface> {
    public static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:02");
    public static final int HOST_INDEX = 5;
    public static final int POD_INDEX = 2;
    public static final MacAddress HOST_MAC = MacAddress.parse("02:00:00:00:00:01");

    public final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    public final Set<String> namespaces = new HashSet<>(Set.of("/run/netns/x"));
    public final Map<String, Sandbox> devices = Collections.synchronizedMap(new HashMap<>());
    public final Map<String, OvsPort> ports = Collections.synchronizedMap(new LinkedHashMap<>());
    public final Map<String, LocalInterface> interfaces = Collections.synchronizedMap(new HashMap<>());

    public final Map<String, Link> hostEnds = Collections.synchronizedMap(new HashMap<>());
    public final Set<String> withoutIp = new HashSet<>();

    /// Devices whose removal fails.
    public final Set<String> stuck = Collections.synchronizedSet(new HashSet<>());

    /// When set, devices stay until it is open.
    public volatile CountDownLatch removals = new CountDownLatch(0);

    public volatile String failingStep = "";

    /// What a removal that failed waits for before it is tried again.
    public final Semaphore tries = new Semaphore(0);

    public boolean rest(Duration length) {
        try {
            tries.acquire();
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    public static Link link(int index, String name, MacAddress mac, int peer) {
        return new Link(index, name, "veth", Optional.of(mac), 1450, true, OptionalInt.of(peer), OptionalInt.empty());
    }

    /// As the database shows the port; it has no number while the switch has not taken it up.
    public static OvsPort port(LocalInterface local, OptionalInt number) {
        return new OvsPort(
                local.name(),
                new UUID(0, local.port()),
                new UUID(1, local.port()),
                "",
                number,
                Optional.empty(),
                Map.of(),
                PodPortIds.of(local),
                OptionalInt.empty(),
                Optional.empty());
    }

    private void step(String what) {
        if (what.equals(failingStep)) {
            throw new LinuxException(what + " fails");
        }
        steps.add(what);
    }

    private void checkNamespace(String netns) {
        if (!namespaces.contains(netns)) {
            throw new LinuxException("open of network namespace " + netns + ": no such file");
        }
    }

    @Override
    public MacAddress create(CniRequest request, String hostName, NodeIdentity node) {
        checkNamespace(request.netns());
        step("device");
        hostEnds.put(hostName, link(HOST_INDEX, hostName, HOST_MAC, POD_INDEX));
        devices.put(
                hostName, new Sandbox(link(POD_INDEX, request.interfaceName(), MAC, HOST_INDEX), Set.of(), List.of()));
        return MAC;
    }

    @Override
    public void keepIpOff(String hostName) {
        withoutIp.add(hostName);
    }

    @Override
    public void configure(CniRequest request, List<AddressWithPrefix> addresses, NodeIdentity node) {
        step("addresses");
        List<RouteEntry> routes = new ArrayList<>();
        node.gateway()
                .addresses()
                .forEach(g -> routes.add(
                        RouteEntry.over(POD_INDEX, Cidr.all(g.family())).via(g)));
        devices.replaceAll((_, d) -> new Sandbox(d.link(), Set.copyOf(addresses), routes));
    }

    @Override
    public void delete(String hostName) {
        try {
            removals.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stuck.contains(hostName)) {
            throw new LinuxException("deletion of " + hostName + ": device busy");
        }
        hostEnds.remove(hostName);
        if (devices.remove(hostName) != null) {
            steps.add("no device");
        }
    }

    @Override
    public void deleteOf(String containerId) {
        devices.keySet().removeIf(name -> name.endsWith(InterfaceName.suffixOf(containerId)));
    }

    @Override
    public Optional<Link> hostEnd(String hostName) {
        return Optional.ofNullable(hostEnds.get(hostName));
    }

    @Override
    public Sandbox inside(String netns, String interfaceName) {
        checkNamespace(netns);
        return devices.values().stream()
                .filter(d -> d.link().name().equals(interfaceName))
                .findFirst()
                .orElseThrow(() -> new LinuxException("no " + interfaceName + " in " + netns));
    }

    @Override
    public void announce(String netns, LocalInterface local, String interfaceName) {}

    @Override
    public LocalInterface create(Wanted wanted) {
        step("port");
        int number = 10 + ports.size();
        LocalInterface local = new LocalInterface(
                wanted.name(), number, wanted.pod(), wanted.containerId(), wanted.mac(), wanted.addresses());
        ports.put(wanted.name(), port(local, OptionalInt.of(number)));
        return local;
    }

    @Override
    public void delete(Set<String> names) {
        if (ports.keySet().removeAll(names)) {
            steps.add("no port");
        }
    }

    @Override
    public List<OvsPort> all() {
        return List.copyOf(ports.values());
    }

    @Override
    public void put(String key, LocalInterface value) {
        step("flows");
        interfaces.put(key, value);
    }

    @Override
    public void remove(String key) {
        if (interfaces.remove(key) != null) {
            steps.add("no flows");
        }
    }

    @Override
    public void replaceAll(Map<String, LocalInterface> entries) {
        interfaces.clear();
        interfaces.putAll(entries);
    }

    @Override
    public void markSynced() {
        steps.add("synced");
    }
}
