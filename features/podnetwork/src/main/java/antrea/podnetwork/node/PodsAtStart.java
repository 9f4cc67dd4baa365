package antrea.podnetwork.node;

import antrea.ipam.node.AddressOwner;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.linux.LinuxException;
import antrea.net.IpAddress;
import antrea.ovsdb.vswitch.OvsPort;
import java.lang.System.Logger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a start does about what the last life left: ports of Pods that still are get their flows back; ports,
/// devices and addresses of Pods that are not, or whose removal did not come to its end, go. One that fails hinders
/// no other, and is tried again. Belongs to one thread.
final class PodsAtStart {
    private static final Logger LOG = System.getLogger(PodsAtStart.class.getName());

    private final CniCommands.Parts parts;
    private final Map<String, LocalInterface> kept = new HashMap<>();
    private final Set<String> containers = new HashSet<>();
    private final Set<String> unnumbered = new TreeSet<>();
    private final Map<String, Runnable> removals = new LinkedHashMap<>();

    private PodsAtStart(CniCommands.Parts parts) {
        this.parts = parts;
    }

    /// States the interfaces of the Pods that are there. Throws a runtime exception when the ports cannot be read:
    /// nothing is done then. What else there is to do is left to [#again].
    static PodsAtStart takeUp(Map<ObjectKey, Pod> pods, CniCommands.Parts parts) {
        PodsAtStart start = new PodsAtStart(parts);
        for (OvsPort port : parts.ports().all()) {
            start.sort(port, pods);
        }
        parts.interfaces().replaceAll(start.kept);
        parts.interfaces().markSynced();
        start.kept.keySet().forEach(start::keepIpOff);
        start.findLeftovers();
        LOG.log(Logger.Level.INFO, "Pods taken up pods={0} removals={1}", start.kept.size(), start.removals.keySet());
        return start;
    }

    private void sort(OvsPort port, Map<ObjectKey, Pod> pods) {
        ObjectKey pod = podOf(port);
        String name = port.name();
        if (!pods.containsKey(pod)) {
            removals.put("port " + name + " of Pod " + pod, () -> {
                parts.ports().delete(Set.of(name));
                parts.devices().delete(name);
            });
            return;
        }
        containers.add(port.externalIds().getOrDefault("container-id", ""));
        Optional<LocalInterface> local = LocalInterface.of(port);
        if (local.isPresent()) {
            kept.put(name, local.get());
        } else {
            unnumbered.add(name);
            LOG.log(
                    Logger.Level.WARNING,
                    "port without number or addresses, looked at again later port={0} pod={1} error={2}",
                    name,
                    pod,
                    port.error().orElse(""));
        }
    }

    private static ObjectKey podOf(OvsPort port) {
        return new ObjectKey(
                port.externalIds().getOrDefault("pod-namespace", ""),
                port.externalIds().getOrDefault("pod-name", ""));
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

    private void findLeftovers() {
        Set<String> left = new TreeSet<>();
        parts.ipam().allocations().values().forEach(owner -> left.add(owner.containerId()));
        left.removeAll(containers);
        for (String container : left) {
            removals.put("devices and addresses of container " + container, () -> {
                parts.devices().deleteOf(container);
                Set<IpAddress> freed = parts.ipam()
                        .releaseIf((AddressOwner owner) -> owner.containerId().equals(container));
                LOG.log(Logger.Level.INFO, "addresses freed container={0} addresses={1}", container, freed);
            });
        }
    }

    /// Does what has not been done, and returns what is left, in words; nothing when all is done.
    Set<String> again() {
        removals.entrySet().removeIf(removal -> isDone(removal.getKey(), removal.getValue()));
        if (!unnumbered.isEmpty()) {
            isDone("ports without number " + unnumbered, this::lookAgain);
        }
        Set<String> left = new TreeSet<>(removals.keySet());
        unnumbered.forEach(name -> left.add("port without number " + name));
        return left;
    }

    private void lookAgain() {
        Set<String> missing = new HashSet<>(unnumbered);
        for (OvsPort port : parts.ports().all()) {
            if (unnumbered.contains(port.name())) {
                missing.remove(port.name());
                LocalInterface.of(port).ifPresent(local -> {
                    parts.interfaces().put(port.name(), local);
                    unnumbered.remove(port.name());
                });
            }
        }
        unnumbered.removeAll(missing);
    }

    private static boolean isDone(String what, Runnable step) {
        try {
            step.run();
            return true;
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.WARNING, "left over from the last life and still there, tried again: " + what, e);
            return false;
        }
    }
}
