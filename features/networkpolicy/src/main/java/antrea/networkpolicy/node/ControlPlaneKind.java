package antrea.networkpolicy.node;

import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NetworkPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One kind of what the controller tells a Node: where it is served, where it is stored, and how what comes over
/// the wire becomes whole values.
///
/// @param folder name of the folder of its files, the original's
/// @param loss what it means when one object is missing
record ControlPlaneKind<T>(
        String resource,
        String folder,
        ControlPlane.Kind<T> codec,
        Function<T, Metadata> metadata,
        Merge<T> merge,
        Loss loss) {
    /// From what came to the value that holds now; empty for an object of another kind.
    interface Merge<T> {
        Optional<T> apply(ControlPlaneObject came, Map<String, T> known);
    }

    /// What a Node does that has not got an object. Policies of Kubernetes only allow, so without peers they allow
    /// less; rules that drop will have to say otherwise.
    enum Loss {
        /// It denies more than it should.
        DENIES,
        /// It lets pass what should be denied.
        ALLOWS
    }

    static final ControlPlaneKind<NetworkPolicy> POLICIES = new ControlPlaneKind<>(
            "networkpolicies",
            "network-policies",
            ControlPlane.NETWORK_POLICY,
            NetworkPolicy::metadata,
            (came, _) -> came instanceof ControlPlaneObject.Policy(NetworkPolicy policy)
                    ? Optional.of(policy)
                    : Optional.empty(),
            Loss.ALLOWS);

    static final ControlPlaneKind<AddressGroup> ADDRESS_GROUPS = new ControlPlaneKind<>(
            "addressgroups",
            "address-groups",
            ControlPlane.ADDRESS_GROUP,
            AddressGroup::metadata,
            ControlPlaneKind::addresses,
            Loss.DENIES);

    static final ControlPlaneKind<AppliedToGroup> APPLIED_TO_GROUPS = new ControlPlaneKind<>(
            "appliedtogroups",
            "applied-to-groups",
            ControlPlane.APPLIED_TO_GROUP,
            AppliedToGroup::metadata,
            ControlPlaneKind::targets,
            Loss.ALLOWS);

    private static Optional<AddressGroup> addresses(ControlPlaneObject came, Map<String, AddressGroup> known) {
        return switch (came) {
            case ControlPlaneObject.Addresses(AddressGroup group) -> Optional.of(group);
            case ControlPlaneObject.AddressesChange(AddressGroup.Patch patch) -> {
                AddressGroup before =
                        known.getOrDefault(patch.metadata().name(), new AddressGroup(patch.metadata(), List.of()));
                yield Optional.of(new AddressGroup(
                        before.metadata(), Members.merge(before.groupMembers(), patch.added(), patch.removed())));
            }
            case ControlPlaneObject.Policy _, ControlPlaneObject.Targets _, ControlPlaneObject.TargetsChange _ ->
                Optional.empty();
        };
    }

    private static Optional<AppliedToGroup> targets(ControlPlaneObject came, Map<String, AppliedToGroup> known) {
        return switch (came) {
            case ControlPlaneObject.Targets(AppliedToGroup group) -> Optional.of(group);
            case ControlPlaneObject.TargetsChange(AppliedToGroup.Patch patch) -> {
                AppliedToGroup before =
                        known.getOrDefault(patch.metadata().name(), new AppliedToGroup(patch.metadata(), List.of()));
                yield Optional.of(new AppliedToGroup(
                        before.metadata(), Members.merge(before.groupMembers(), patch.added(), patch.removed())));
            }
            case ControlPlaneObject.Policy _, ControlPlaneObject.Addresses _, ControlPlaneObject.AddressesChange _ ->
                Optional.empty();
        };
    }

    String nameOf(T value) {
        return metadata.apply(value).name();
    }
}
