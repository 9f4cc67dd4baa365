package antrea.agent;

import antrea.bridge.SwitchPlane;
import antrea.feature.Desired;
import antrea.hostnet.HostPlanes;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Meter;
import antrea.reconcile.DesiredKind;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Realization;

/// What features state goes to the planes that carry it.
public record SwitchAndHost(SwitchPlane plane, HostPlanes host) implements Desired {
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
        return host.of(kind).orElseThrow(() -> new IllegalArgumentException("no plane of this agent carries " + kind));
    }

    @Override
    public Realization onSwitch() {
        return plane.realization();
    }

    @Override
    public Realization onHost() {
        return host.realization();
    }
}
