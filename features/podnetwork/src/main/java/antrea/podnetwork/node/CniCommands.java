package antrea.podnetwork.node;

import antrea.feature.Desired;
import antrea.feature.NodeIdentity;
import antrea.graph.SourceInlet;
import antrea.ipam.api.AddressOwner;
import antrea.ipam.api.Allocation;
import antrea.ipam.api.PodAddresses;
import antrea.kube.object.ObjectKey;
import antrea.linux.LinuxException;
import antrea.linux.rtnetlink.Link;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.podnetwork.api.LocalInterface;
import antrea.reconcile.Outcome;
import antrea.reconcile.Owner;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// ADD, CHECK and DEL for one Pod interface. The caller makes sure, by [#locks], that there is one call at a time
/// for a container.
///
/// A failed ADD leaves nothing behind; what cannot be undone at once is tried again. DEL removes in the order
/// flows, port, device, address, so that a number that is used again never meets the flows of the one who had it
/// before; what is already gone is passed over. It answers when flows and port are gone, since the kernel takes
/// its time with the device: the address stays allocated until then, and by it a start after a crash finds the
/// device.
final class CniCommands {
    private static final System.Logger LOG = System.getLogger(CniCommands.class.getName());
    private static final String TYPE = "antrea";
    private static final String HOST_LOCAL = "host-local";
    private static final String POOLS = "antrea";

    /// The parts that a command works on.
    record Parts(
            PodAddresses ipam,
            PodDevices devices,
            PodPorts ports,
            SourceInlet<String, LocalInterface> interfaces,
            ContainerLocks locks,
            PodRemovals removals) {}

    private final NodeIdentity node;
    private final Parts parts;
    private final Desired desired;
    private final CompletableFuture<?> networkReady;
    private final PodNetworkOptions options;

    CniCommands(
            NodeIdentity node,
            Parts parts,
            Desired desired,
            CompletableFuture<?> networkReady,
            PodNetworkOptions options) {
        this.node = node;
        this.parts = parts;
        this.desired = desired;
        this.networkReady = networkReady;
        this.options = options;
    }

    ContainerLocks locks() {
        return parts.locks();
    }

    /// Throws [CniError].
    CniResult add(CniRequest request) {
        check(request.config());
        awaitNetwork();
        finishRemoval(request);
        Optional<LocalInterface> known = known(request.containerId());
        if (known.isPresent()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "CNI ADD of a known container pod={0} container={1}",
                    request.pod(),
                    request.containerId());
            state(request, known.get());
            return result(request, known.get());
        }
        AddressOwner owner = addressOwner(request);
        List<AddressWithPrefix> addresses = allocate(owner, request);
        String hostName = InterfaceName.ofPod(request.pod().name(), request.containerId());
        try {
            LocalInterface made = attach(request, hostName, addresses);
            announceLater(request, made);
            return result(request, made);
        } catch (RuntimeException e) {
            rollBack(hostName, owner);
            throw e instanceof CniError
                    ? e
                    : new CniError(
                            CniError.Code.CONFIG_INTERFACE_FAILURE,
                            "cannot connect Pod " + request.pod() + ": " + e.getMessage(),
                            e);
        }
    }

    /// Whoever failed before left something that was to be removed, and that must not be taken for the Pod's network.
    private void finishRemoval(CniRequest request) {
        try {
            parts.removals().finish(request.containerId());
        } catch (RuntimeException e) {
            throw new CniError(
                    CniError.Code.TRY_AGAIN_LATER,
                    "what an earlier call left of Pod " + request.pod() + " cannot be removed: " + e.getMessage(),
                    e);
        }
    }

    private static void check(CniRequest.Config config) {
        if (!config.type().equals(TYPE)) {
            throw new CniError(
                    CniError.Code.UNSUPPORTED_FIELD,
                    "type \"" + config.type() + "\" is not ours; it must be \"antrea\"");
        }
        if (config.ipamType().equals(POOLS)) {
            // an address of the Node's own instead would be of another subnet than who wrote this counts on
            throw new CniError(
                    CniError.Code.IPAM_FAILURE,
                    "ipam.type \"antrea\" needs featureGates.AntreaIPAM, which is not there yet in this version; "
                            + "use \"host-local\"");
        }
        if (!config.ipamType().equals(HOST_LOCAL)) {
            throw new CniError(
                    CniError.Code.UNSUPPORTED_FIELD,
                    "ipam.type \"" + config.ipamType() + "\" is not supported; use \"host-local\"");
        }
    }

    /// Pods have no traffic before the first policies are realised.
    private void awaitNetwork() {
        try {
            networkReady.get(options.readyWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CniError(
                    CniError.Code.TRY_AGAIN_LATER,
                    "the network of this Node is not ready: the first policies or host rules are not in place yet",
                    e);
        } catch (ExecutionException e) {
            throw new CniError(CniError.Code.TRY_AGAIN_LATER, "the network of this Node failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CniError(CniError.Code.TRY_AGAIN_LATER, "the agent is stopping", e);
        }
    }

    private Optional<LocalInterface> known(String containerId) {
        return parts.ports().ofContainer(containerId).flatMap(PodPortIds::read);
    }

    static AddressOwner addressOwner(CniRequest request) {
        return new AddressOwner(request.containerId(), request.interfaceName());
    }

    private List<AddressWithPrefix> allocate(AddressOwner owner, CniRequest request) {
        try {
            return switch (parts.ipam().allocate(owner, node.podCidrs())) {
                case Allocation.Allocated(List<AddressWithPrefix> addresses) -> addresses;
                case Allocation.Exhausted(Cidr range) ->
                    throw new CniError(
                            CniError.Code.IPAM_FAILURE, "no address left in " + range + " for Pod " + request.pod());
            };
        } catch (UncheckedIOException e) {
            throw new CniError(CniError.Code.IPAM_FAILURE, e.getMessage() + " for Pod " + request.pod(), e);
        }
    }

    private LocalInterface attach(CniRequest request, String hostName, List<AddressWithPrefix> addresses) {
        MacAddress mac = parts.devices().create(request, hostName, node);
        LocalInterface local = connect(request, hostName, addresses, mac);
        state(request, local);
        return local;
    }

    private void state(CniRequest request, LocalInterface local) {
        parts.interfaces().put(local.name(), local);
        awaitRealized(local.name(), "CNI ADD of Pod " + request.pod());
    }

    /// Both ends at once: the switch takes up the host's while the Pod's gets its addresses.
    private LocalInterface connect(
            CniRequest request, String hostName, List<AddressWithPrefix> addresses, MacAddress mac) {
        PodPorts.Wanted wanted = new PodPorts.Wanted(
                hostName,
                new ObjectKey(request.pod().namespace(), request.pod().name()),
                request.containerId(),
                mac,
                addresses.stream().map(AddressWithPrefix::address).toList());
        CompletableFuture<LocalInterface> port =
                CompletableFuture.supplyAsync(() -> parts.ports().create(wanted), Thread::startVirtualThread);
        try {
            parts.devices().configure(request, addresses, node);
        } catch (RuntimeException e) {
            port.handle((_, _) -> hostName).join(); // nothing may come after the undoing
            throw e;
        }
        try {
            return port.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    static Owner flowOwner(String hostName) {
        return Desired.owner(PodNetworkNode.ID, hostName);
    }

    private void awaitRealized(String hostName, String what) {
        try {
            Outcome outcome = desired.onSwitch()
                    .whenRealized(flowOwner(hostName))
                    .toCompletableFuture()
                    .get(PodNetworkOptions.SWITCH_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (outcome instanceof Outcome.Refused refused) {
                throw new CniError(
                        CniError.Code.CONFIG_INTERFACE_FAILURE, what + ": the switch refused " + refused.reasons());
            }
        } catch (TimeoutException e) {
            throw new CniError(
                    CniError.Code.CONFIG_INTERFACE_FAILURE, what + ": the switch did not take the flows in time", e);
        } catch (ExecutionException e) {
            throw new CniError(CniError.Code.CONFIG_INTERFACE_FAILURE, what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CniError(CniError.Code.CONFIG_INTERFACE_FAILURE, what + ": the agent is stopping", e);
        }
    }

    private void rollBack(String hostName, AddressOwner owner) {
        try {
            remove(hostName, owner);
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot undo a failed CNI ADD interface={0}: {1}",
                    hostName,
                    e.getMessage());
            parts.removals().begin(owner.containerId(), hostName, () -> remove(hostName, owner));
        }
    }

    private void announceLater(CniRequest request, LocalInterface made) {
        Thread.startVirtualThread(() -> {
            try {
                parts.devices().announce(request.netns(), made, request.interfaceName());
            } catch (LinuxException e) {
                LOG.log(System.Logger.Level.DEBUG, "no announcement for Pod {0}: {1}", request.pod(), e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private CniResult result(CniRequest request, LocalInterface local) {
        return CniResult.of(
                request, local, parts.devices().hostEnd(local.name()).flatMap(Link::mac), node);
    }

    /// Succeeds for what is unknown. Throws [CniError] when something is there and cannot be removed.
    void delete(CniRequest request) {
        Optional<OvsPort> port = parts.ports().ofContainer(request.containerId());
        String hostName = port.map(OvsPort::name)
                .orElseGet(() -> InterfaceName.ofPod(request.pod().name(), request.containerId()));
        try {
            disconnect(hostName);
            AddressOwner owner = addressOwner(request);
            parts.removals().begin(owner.containerId(), hostName, () -> release(hostName, owner));
        } catch (UncheckedIOException e) {
            throw new CniError(CniError.Code.IPAM_FAILURE, e.getMessage() + " of Pod " + request.pod(), e);
        } catch (CniError e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CniError(
                    CniError.Code.CONFIG_INTERFACE_FAILURE,
                    "cannot disconnect Pod " + request.pod() + ": " + e.getMessage(),
                    e);
        }
    }

    private void remove(String hostName, AddressOwner owner) {
        disconnect(hostName);
        release(hostName, owner);
    }

    /// The address last: by its file a start after a crash finds the device.
    private void release(String hostName, AddressOwner owner) {
        parts.devices().delete(hostName);
        parts.ipam().release(owner);
    }

    private void disconnect(String hostName) {
        parts.interfaces().remove(hostName);
        awaitRealized(hostName, "removal of " + hostName);
        parts.ports().delete(Set.of(hostName));
    }

    /// Compares what `prevResult` says with what there is. Throws [CniError] naming the difference.
    void check(CniRequest request) {
        check(request.config());
        if (request.config().version().hasCheck()) {
            new CniCheck(request, parts).apply();
        }
    }
}
