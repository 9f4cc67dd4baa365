package antrea.networkpolicy.node;

import antrea.kube.object.KubeObject;
import antrea.kube.object.Meta;
import antrea.kube.watch.WireException;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.serve.codec.Envelope;
import antrea.serve.codec.ProtobufException;

/// An object of the control plane API as a watch brings it: a whole one, or the change of a group.
sealed interface ControlPlaneObject extends KubeObject {
    record Policy(NetworkPolicy value) implements ControlPlaneObject {
        @Override
        public Meta meta() {
            return metaOf(value.metadata());
        }
    }

    record Addresses(AddressGroup value) implements ControlPlaneObject {
        @Override
        public Meta meta() {
            return metaOf(value.metadata());
        }
    }

    record AddressesChange(AddressGroup.Patch value) implements ControlPlaneObject {
        @Override
        public Meta meta() {
            return metaOf(value.metadata());
        }
    }

    record Targets(AppliedToGroup value) implements ControlPlaneObject {
        @Override
        public Meta meta() {
            return metaOf(value.metadata());
        }
    }

    record TargetsChange(AppliedToGroup.Patch value) implements ControlPlaneObject {
        @Override
        public Meta meta() {
            return metaOf(value.metadata());
        }
    }

    private static Meta metaOf(Metadata metadata) {
        return Meta.of("", metadata.name()).withUid(metadata.uid());
    }

    /// Reads an object by the kind that its envelope names. Throws [WireException].
    static ControlPlaneObject read(byte[] envelope) {
        try {
            Envelope.Unwrapped object = Envelope.unwrap(envelope);
            return switch (object.kind()) {
                case "NetworkPolicy" -> new Policy(ControlPlane.NETWORK_POLICY.fromProtobuf(object.body()));
                case "AddressGroup" -> new Addresses(ControlPlane.ADDRESS_GROUP.fromProtobuf(object.body()));
                case "AddressGroupPatch" ->
                    new AddressesChange(ControlPlane.ADDRESS_GROUP_PATCH.fromProtobuf(object.body()));
                case "AppliedToGroup" -> new Targets(ControlPlane.APPLIED_TO_GROUP.fromProtobuf(object.body()));
                case "AppliedToGroupPatch" ->
                    new TargetsChange(ControlPlane.APPLIED_TO_GROUP_PATCH.fromProtobuf(object.body()));
                default -> throw new WireException("an object of unknown kind \"" + object.kind() + "\"");
            };
        } catch (ProtobufException e) {
            throw new WireException("an object that is not protobuf: " + e.getMessage(), e);
        }
    }
}
