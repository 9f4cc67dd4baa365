package antrea.podnetwork.node;

import antrea.feature.NodeIdentity;
import antrea.graph.SourceInlet;
import antrea.linux.LinuxException;
import antrea.net.AddressWithPrefix;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OvsPort;
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

/// A Node without a kernel and without a switch: devices, ports and interfaces are entries of maps, and what
/// happens to them is noted in order.
final class FakePods implements PodDevices, PodPorts, SourceInlet<String, LocalInterface> {
    static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:02");
    private static final MacAddress HOST_MAC = MacAddress.parse("02:00:00:00:00:01");

    final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    final Set<String> namespaces = new HashSet<>(Set.of("/run/netns/x"));
    final Map<String, Set<IpAddress>> devices = Collections.synchronizedMap(new HashMap<>());
    final Map<String, OvsPort> ports = Collections.synchronizedMap(new LinkedHashMap<>());
    final Map<String, LocalInterface> interfaces = Collections.synchronizedMap(new HashMap<>());

    final Set<String> withoutIp = new HashSet<>();

    /// When set, devices stay until it is open.
    volatile CountDownLatch removals = new CountDownLatch(0);

    volatile String failingStep = "";

    volatile MacAddress macInside = MAC;
    volatile Set<IpAddress> gateways = Set.of(IpAddress.parse("10.1.0.1"), IpAddress.parse("fd00:1::1"));

    static OvsPort withoutNumber(OvsPort port) {
        return new OvsPort(
                port.name(),
                port.portUuid(),
                port.interfaceUuid(),
                port.type(),
                OptionalInt.empty(),
                port.mac(),
                port.options(),
                port.externalIds(),
                port.vlanTag(),
                Optional.of("no such device"));
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
        devices.put(hostName, Set.of());
        return MAC;
    }

    @Override
    public void keepIpOff(String hostName) {
        withoutIp.add(hostName);
    }

    @Override
    public void configure(CniRequest request, List<AddressWithPrefix> addresses, NodeIdentity node) {
        step("addresses");
        devices.replaceAll((_, _) ->
                Set.copyOf(addresses.stream().map(AddressWithPrefix::address).toList()));
    }

    @Override
    public void delete(String hostName) {
        try {
            removals.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (devices.remove(hostName) != null) {
            steps.add("no device");
        }
    }

    @Override
    public void deleteOf(String containerId) {
        devices.keySet().removeIf(name -> name.endsWith(InterfaceName.suffixOf(containerId)));
    }

    @Override
    public Optional<MacAddress> hostMac(String hostName) {
        return devices.containsKey(hostName) ? Optional.of(HOST_MAC) : Optional.empty();
    }

    @Override
    public InsideState inside(String netns, String interfaceName) {
        checkNamespace(netns);
        Set<IpAddress> addresses = devices.values().stream().findFirst().orElse(Set.of());
        return new InsideState(Optional.of(macInside), true, addresses, gateways);
    }

    @Override
    public void announce(String netns, LocalInterface local, String interfaceName) {}

    @Override
    public LocalInterface create(Wanted wanted) {
        step("port");
        int number = 10 + ports.size();
        LocalInterface local = new LocalInterface(
                wanted.name(), number, wanted.pod(), wanted.containerId(), wanted.mac(), wanted.addresses());
        ports.put(
                wanted.name(),
                new OvsPort(
                        wanted.name(),
                        new UUID(0, number),
                        new UUID(1, number),
                        "",
                        OptionalInt.of(number),
                        Optional.empty(),
                        Map.of(),
                        local.externalIds(),
                        OptionalInt.empty(),
                        Optional.empty()));
        return local;
    }

    @Override
    public void delete(Set<String> names) {
        names.stream().filter(name -> failingStep.equals("no port " + name)).forEach(name -> {
            throw new LinuxException(failingStep + " fails");
        });
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
