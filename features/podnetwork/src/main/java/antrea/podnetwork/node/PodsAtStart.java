package antrea.podnetwork.node;

import antrea.ipam.api.AddressOwner;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.linux.LinuxException;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.podnetwork.api.LocalInterface;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// What a start does about what the last life left: ports of Pods that still are get their flows back; ports,
/// devices and addresses of Pods that are not, or whose removal did not come to its end, go. What cannot be done
/// yet stays in the list, which [#apply] goes through again; nothing that came after the start is in it.
final class PodsAtStart {
    private static final Logger LOG = System.getLogger(PodsAtStart.class.getName());

    private final CniCommands.Parts parts;
    private final List<Step> left = new ArrayList<>();

    /// One thing to do for one container. `object` names it in the log.
    ///
    /// @param work false when it has to be looked at again; throws when it failed
    private record Step(String containerId, String object, BooleanSupplier work) {}

    private PodsAtStart(CniCommands.Parts parts) {
        this.parts = parts;
    }

    /// Looks through the ports and addresses that are there, and hands on the interfaces of the Pods that still are.
    /// Throws what reading them throws; nothing has happened then.
    static PodsAtStart sort(Map<ObjectKey, Pod> pods, CniCommands.Parts parts) {
        PodsAtStart start = new PodsAtStart(parts);
        Map<String, LocalInterface> kept = new HashMap<>();
        Set<String> ofPorts = new HashSet<>();
        for (OvsPort port : parts.ports().all()) {
            ofPorts.add(containerOf(port));
            start.sort(port, pods).ifPresent(local -> kept.put(port.name(), local));
        }
        Set<String> withoutPort = new HashSet<>();
        parts.ipam().allocations().values().forEach(owner -> withoutPort.add(owner.containerId()));
        withoutPort.removeAll(ofPorts);
        withoutPort.forEach(start::removeWithoutPort);
        parts.interfaces().replaceAll(kept);
        parts.interfaces().markSynced();
        kept.keySet().forEach(start::keepIpOff);
        LOG.log(Logger.Level.INFO, "Pods taken up pods={0} toDo={1}", kept.size(), start.left.size());
        return start;
    }

    private static String containerOf(OvsPort port) {
        return port.externalIds().getOrDefault("container-id", "");
    }

    private Optional<LocalInterface> sort(OvsPort port, Map<ObjectKey, Pod> pods) {
        ObjectKey pod = new ObjectKey(
                port.externalIds().getOrDefault("pod-namespace", ""),
                port.externalIds().getOrDefault("pod-name", ""));
        String object = "port " + port.name() + " of Pod " + pod;
        String containerId = containerOf(port);
        if (!pods.containsKey(pod)) {
            LOG.log(Logger.Level.INFO, "the Pod of a port is gone port={0} pod={1}", port.name(), pod);
            left.add(new Step(containerId, "removal of " + object, () -> remove(port.name(), containerId)));
            return Optional.empty();
        }
        Optional<LocalInterface> local = PodPortIds.read(port);
        if (local.isEmpty()) {
            LOG.log(
                    Logger.Level.WARNING,
                    "port without number or addresses port={0} pod={1} error={2}",
                    port.name(),
                    pod,
                    port.error().orElse(""));
            if (!port.isUp()) {
                left.add(new Step(containerId, object, () -> takeUp(port.name())));
            }
        }
        return local;
    }

    private void removeWithoutPort(String containerId) {
        left.add(new Step(containerId, "removal of what container " + containerId + " left", () -> {
            if (parts.ports().ofContainer(containerId).isEmpty()) { // else it was added again meanwhile
                parts.devices().deleteOf(containerId);
                release(containerId);
            }
            return true;
        }));
    }

    private boolean remove(String port, String containerId) {
        parts.ports().delete(Set.of(port));
        parts.devices().delete(port);
        release(containerId);
        return true;
    }

    private void release(String containerId) {
        parts.ipam().releaseIf((AddressOwner owner) -> owner.containerId().equals(containerId));
    }

    /// The switch gives numbers when it comes to it; until then there is nothing that flows could name.
    private boolean takeUp(String name) {
        Optional<OvsPort> port =
                parts.ports().all().stream().filter(p -> p.name().equals(name)).findFirst();
        Optional<LocalInterface> local = port.flatMap(PodPortIds::read);
        local.ifPresent(known -> {
            parts.interfaces().put(name, known);
            keepIpOff(name);
            LOG.log(Logger.Level.INFO, "port has its number now port={0} pod={1}", name, known.pod());
        });
        return port.isEmpty() || local.isPresent(); // it is gone after a DEL
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

    /// Does what is left, each thing for itself: one that fails is named in the log and keeps no other from being
    /// done. True when nothing is left.
    boolean apply() {
        left.removeIf(step -> parts.locks().alone(step.containerId, () -> isDone(step)));
        return left.isEmpty();
    }

    private static boolean isDone(Step step) {
        try {
            boolean done = step.work.getAsBoolean();
            if (!done) {
                LOG.log(Logger.Level.INFO, "not there yet, looked at again: {0}", step.object);
            }
            return done;
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.WARNING, "failed, tried again: {0}: {1}", step.object, e.getMessage());
            return false;
        }
    }
}
