package antrea.proof.kernel;

import antrea.bridge.SwitchPlane;
import antrea.feature.Desired;
import antrea.hostnet.HostPlanes;
import antrea.networkpolicy.node.PolicyNode;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Meter;
import antrea.reconcile.DesiredKind;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Realization;
import java.util.concurrent.CompletableFuture;

/// What features state goes to the switch and to the host.
record Planes(SwitchPlane plane, HostPlanes host) implements Desired {
    @Override
    public DesiredSet<Flow> flows() {
        return plane.flows();
    }

    @Override
    public DesiredSet<Group> groups() {
        return plane.groups();
    }

    @Override
    public DesiredSet<Meter> meters() {
        return plane.meters();
    }

    @Override
    public <V> DesiredSet<V> of(DesiredKind<V> kind) {
        return host.of(kind).orElseThrow(() -> new IllegalArgumentException("no plane carries " + kind));
    }

    @Override
    public Realization onSwitch() {
        return plane.realization();
    }

    @Override
    public Realization onHost() {
        return host.realization();
    }

    /// As the agent does: when switch and host have taken what is stated without any peer.
    void completeWhenRealized(CompletableFuture<Void> ready) {
        onSwitch()
                .and(onHost())
                .whenRealized(Desired.owner(NodeNetworkNode.ID, "static"))
                .thenCombine(
                        onSwitch().whenRealized(Desired.owner(PolicyNode.ID, "static")),
                        (network, policies) -> network.and(policies))
                .whenComplete((outcome, fault) -> {
                    if (fault != null) {
                        ready.completeExceptionally(fault);
                    } else {
                        System.getLogger(Planes.class.getName())
                                .log(System.Logger.Level.INFO, "the network is ready: {0}", outcome);
                        ready.complete(null);
                    }
                });
    }
}
