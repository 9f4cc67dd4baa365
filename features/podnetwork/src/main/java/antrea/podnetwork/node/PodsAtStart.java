package antrea.podnetwork.node;

import antrea.ipam.node.AddressOwner;
import antrea.ipam.node.HostLocal;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.linux.LinuxException;
import antrea.net.IpAddress;
import antrea.ovsdb.vswitch.OvsPort;
import java.lang.System.Logger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a start does about what the last life left: ports of Pods that still are get their flows back; ports,
/// devices and addresses of Pods that are not, or whose removal did not come to its end, go.
final class PodsAtStart {
    private static final Logger LOG = System.getLogger(PodsAtStart.class.getName());

    private final CniCommands.Parts parts;
    private final Map<String, LocalInterface> kept = new HashMap<>();
    private final Set<String> containers = new HashSet<>();
    private final Set<String> gone = new HashSet<>();

    private PodsAtStart(CniCommands.Parts parts) {
        this.parts = parts;
    }

    static void apply(Map<ObjectKey, Pod> pods, CniCommands.Parts parts) {
        PodsAtStart start = new PodsAtStart(parts);
        for (OvsPort port : parts.ports().all()) {
            start.sort(port, pods);
        }
        start.apply();
    }

    private void sort(OvsPort port, Map<ObjectKey, Pod> pods) {
        ObjectKey pod = new ObjectKey(
                port.externalIds().getOrDefault("pod-namespace", ""),
                port.externalIds().getOrDefault("pod-name", ""));
        if (!pods.containsKey(pod)) {
            LOG.log(Logger.Level.INFO, "the Pod of a port is gone port={0} pod={1}", port.name(), pod);
            gone.add(port.name());
            return;
        }
        containers.add(port.externalIds().getOrDefault("container-id", ""));
        Optional<LocalInterface> local = LocalInterface.of(port);
        if (local.isPresent()) {
            kept.put(port.name(), local.get());
        } else {
            LOG.log(
                    Logger.Level.WARNING,
                    "port without number or addresses port={0} pod={1} error={2}",
                    port.name(),
                    pod,
                    port.error().orElse(""));
        }
    }

    private void keepIpOff(String hostName) {
        try {
            parts.devices().keepIpOff(hostName);
        } catch (LinuxException e) { // costs time, no traffic
            LOG.log(
                    Logger.Level.WARNING,
                    "the host end of a Pod keeps its IPv6 interface={0}: {1}",
                    hostName,
                    e.getMessage());
        }
    }

    private void apply() {
        parts.interfaces().replaceAll(kept);
        parts.interfaces().markSynced();
        parts.ports().delete(gone);
        gone.forEach(parts.devices()::delete);
        kept.keySet().forEach(this::keepIpOff);
        HostLocal ipam = parts.ipam();
        Set<String> left = new HashSet<>();
        ipam.allocations().values().forEach(owner -> left.add(owner.containerId()));
        left.removeAll(containers);
        left.forEach(parts.devices()::deleteOf);
        Set<IpAddress> freed = ipam.releaseIf((AddressOwner owner) -> left.contains(owner.containerId()));
        LOG.log(
                Logger.Level.INFO,
                "Pods taken up pods={0} removedPorts={1} freedAddresses={2}",
                kept.size(),
                gone.size(),
                freed.size());
    }
}
