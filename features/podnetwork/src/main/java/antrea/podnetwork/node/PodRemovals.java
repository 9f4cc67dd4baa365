package antrea.podnetwork.node;

import antrea.ipam.node.AddressOwner;
import antrea.ipam.node.HostLocal;
import java.lang.System.Logger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Removes devices of Pods, which takes the kernel some 20 ms each, while nobody waits. The address stays allocated
/// until the device is gone: by its file a start after a crash finds the device.
final class PodRemovals {
    private static final Logger LOG = System.getLogger(PodRemovals.class.getName());

    private final PodDevices devices;
    private final HostLocal ipam;
    private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    PodRemovals(PodDevices devices, HostLocal ipam) {
        this.devices = devices;
        this.ipam = ipam;
    }

    /// On a platform thread: the call to the kernel would hold on to the carrier of a virtual one.
    void begin(String hostName, AddressOwner owner) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        underWay.put(owner.containerId(), done);
        Thread.ofPlatform().daemon().name("pod-removal").start(() -> {
            try {
                devices.delete(hostName);
                ipam.release(owner);
            } catch (RuntimeException e) {
                LOG.log(
                        Logger.Level.WARNING,
                        "device and address are left for the next start: interface={0} container={1} reason={2}",
                        hostName,
                        owner.containerId(),
                        e.getMessage());
            } finally {
                underWay.remove(owner.containerId(), done);
                done.complete(null);
            }
        });
    }

    /// A container that comes again must not lose to its own removal.
    void await(String containerId) {
        Optional.ofNullable(underWay.get(containerId)).ifPresent(CompletableFuture::join);
    }
}
