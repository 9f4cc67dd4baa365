package antrea.networkpolicy.central;

import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.serve.codec.WireObject;
import antrea.serve.watch.Projection;
import antrea.serve.watch.WatchSelector;
import java.util.List;
import java.util.Optional;

/// What watchers see of each kind of object.
final class Projections {
    private Projections() {}

    /// Policies are sent whole. A change of the span alone says nothing new to who stays selected.
    static final class Policies implements Projection<NetworkPolicy> {
        @Override
        public boolean dependsOnSelector() {
            return false;
        }

        @Override
        public WireObject added(NetworkPolicy value, WatchSelector selector) {
            return WireObject.of(ControlPlane.NETWORK_POLICY, value);
        }

        @Override
        public Optional<WireObject> modified(NetworkPolicy before, NetworkPolicy after, WatchSelector selector) {
            return before.equals(after) ? Optional.empty() : Optional.of(added(after, selector));
        }

        @Override
        public WireObject deleted(NetworkPolicy last, WatchSelector selector) {
            return added(last.withoutContent(), selector);
        }

        @Override
        public WireObject bookmark() {
            return WireObject.of(ControlPlane.NETWORK_POLICY, ControlPlane.NETWORK_POLICY.empty());
        }
    }

    /// Address groups are sent whole once, then as patches.
    static final class AddressGroups implements Projection<AddressGroup> {
        @Override
        public boolean dependsOnSelector() {
            return false;
        }

        @Override
        public WireObject added(AddressGroup value, WatchSelector selector) {
            return WireObject.of(ControlPlane.ADDRESS_GROUP, value);
        }

        @Override
        public Optional<WireObject> modified(AddressGroup before, AddressGroup after, WatchSelector selector) {
            GroupDelta delta = GroupDelta.between(before.groupMembers(), after.groupMembers());
            AddressGroup.Patch patch = new AddressGroup.Patch(after.metadata(), delta.added(), delta.removed());
            return delta.isEmpty()
                    ? Optional.empty()
                    : Optional.of(WireObject.of(ControlPlane.ADDRESS_GROUP_PATCH, patch));
        }

        @Override
        public WireObject deleted(AddressGroup last, WatchSelector selector) {
            return added(new AddressGroup(last.metadata(), List.of()), selector);
        }

        @Override
        public WireObject bookmark() {
            return WireObject.of(ControlPlane.ADDRESS_GROUP, ControlPlane.ADDRESS_GROUP.empty());
        }
    }

    /// Each Node sees its own members of an AppliedToGroup.
    static final class AppliedToGroups implements Projection<PlacedGroup> {
        @Override
        public boolean dependsOnSelector() {
            return true;
        }

        @Override
        public WireObject added(PlacedGroup value, WatchSelector selector) {
            return WireObject.of(ControlPlane.APPLIED_TO_GROUP, value.wire(selector.nodeName()));
        }

        @Override
        public Optional<WireObject> modified(PlacedGroup before, PlacedGroup after, WatchSelector selector) {
            GroupDelta delta = GroupDelta.between(before.on(selector.nodeName()), after.on(selector.nodeName()));
            AppliedToGroup.Patch patch = new AppliedToGroup.Patch(after.metadata(), delta.added(), delta.removed());
            return delta.isEmpty()
                    ? Optional.empty()
                    : Optional.of(WireObject.of(ControlPlane.APPLIED_TO_GROUP_PATCH, patch));
        }

        @Override
        public WireObject deleted(PlacedGroup last, WatchSelector selector) {
            return WireObject.of(ControlPlane.APPLIED_TO_GROUP, new AppliedToGroup(last.metadata(), List.of()));
        }

        @Override
        public WireObject bookmark() {
            return WireObject.of(ControlPlane.APPLIED_TO_GROUP, ControlPlane.APPLIED_TO_GROUP.empty());
        }
    }
}
