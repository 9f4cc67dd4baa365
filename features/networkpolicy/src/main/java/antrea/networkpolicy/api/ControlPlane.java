package antrea.networkpolicy.api;

import antrea.runtime.json.Json;
import antrea.serve.codec.BodyReader;
import antrea.serve.codec.ObjectKind;
import antrea.serve.codec.ProtobufCodec;
import antrea.serve.codec.ProtobufReader;
import antrea.serve.codec.ProtobufWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// The kinds of `controlplane.antrea.io/v1beta2` that this feature owns, each with both encodings in both
/// directions.
public final class ControlPlane {
    public static final String GROUP = "controlplane.antrea.io";
    public static final String VERSION = "v1beta2";

    public static final Kind<NetworkPolicy> NETWORK_POLICY = new Kind<>(
            kind("NetworkPolicy"),
            new Json2Way<>(PolicyJson::json, PolicyJson::networkPolicy),
            new Protobuf2Way<>(PolicyProtobuf::write, PolicyProtobuf::networkPolicy),
            new NetworkPolicy(
                    Metadata.of("", ""),
                    List.of(),
                    List.of(),
                    OptionalDouble.empty(),
                    OptionalInt.empty(),
                    Optional.empty()));

    public static final Kind<AddressGroup> ADDRESS_GROUP = new Kind<>(
            kind("AddressGroup"),
            new Json2Way<>(GroupJson::json, GroupJson::addressGroup),
            new Protobuf2Way<>(GroupProtobuf::write, GroupProtobuf::addressGroup),
            new AddressGroup(Metadata.of("", ""), List.of()));

    public static final Kind<AddressGroup.Patch> ADDRESS_GROUP_PATCH = new Kind<>(
            kind("AddressGroupPatch"),
            new Json2Way<>(GroupJson::json, GroupJson::addressGroupPatch),
            new Protobuf2Way<>(GroupProtobuf::write, GroupProtobuf::addressGroupPatch),
            new AddressGroup.Patch(Metadata.of("", ""), List.of(), List.of()));

    public static final Kind<AppliedToGroup> APPLIED_TO_GROUP = new Kind<>(
            kind("AppliedToGroup"),
            new Json2Way<>(GroupJson::json, GroupJson::appliedToGroup),
            new Protobuf2Way<>(GroupProtobuf::write, GroupProtobuf::appliedToGroup),
            new AppliedToGroup(Metadata.of("", ""), List.of()));

    public static final Kind<AppliedToGroup.Patch> APPLIED_TO_GROUP_PATCH = new Kind<>(
            kind("AppliedToGroupPatch"),
            new Json2Way<>(GroupJson::json, GroupJson::appliedToGroupPatch),
            new Protobuf2Way<>(GroupProtobuf::write, GroupProtobuf::appliedToGroupPatch),
            new AppliedToGroup.Patch(Metadata.of("", ""), List.of(), List.of()));

    public static final Kind<NetworkPolicyStatus> NETWORK_POLICY_STATUS = new Kind<>(
            kind("NetworkPolicyStatus"),
            new Json2Way<>(ServiceJson::json, ServiceJson::status),
            new Protobuf2Way<>(ServiceProtobuf::write, ServiceProtobuf::status),
            new NetworkPolicyStatus(Metadata.of("", ""), List.of()));

    private ControlPlane() {}

    private static ObjectKind kind(String name) {
        return new ObjectKind(GROUP, VERSION, name);
    }

    private record Json2Way<T>(Function<T, Json.Obj> write, Function<Json.Obj, T> read) {}

    private record Protobuf2Way<T>(BiConsumer<ProtobufWriter, T> write, Function<ProtobufReader, T> read) {}

    /// One kind of message. Reading throws [antrea.runtime.json.JsonException] or
    /// [antrea.serve.codec.ProtobufException], according to the encoding, for anything that is not that message.
    public static final class Kind<T> implements ProtobufCodec<T>, BodyReader<T> {
        private final ObjectKind kind;
        private final Json2Way<T> json;
        private final Protobuf2Way<T> protobuf;
        private final T empty;

        private Kind(ObjectKind kind, Json2Way<T> json, Protobuf2Way<T> protobuf, T empty) {
            this.kind = kind;
            this.json = json;
            this.protobuf = protobuf;
            this.empty = empty;
        }

        @Override
        public ObjectKind kind() {
            return kind;
        }

        /// The object without content, as BOOKMARK events carry it.
        public T empty() {
            return empty;
        }

        /// Without `kind` and `apiVersion`.
        @Override
        public Json.Obj toJson(T value) {
            return json.write.apply(value);
        }

        @Override
        public T fromJson(Json.Obj body) {
            return json.read.apply(body);
        }

        /// Without the envelope.
        @Override
        public void writeProtobuf(T value, ProtobufWriter out) {
            protobuf.write.accept(out, value);
        }

        @Override
        public T fromProtobuf(ProtobufReader body) {
            return protobuf.read.apply(body);
        }

        /// The protobuf message without envelope.
        public byte[] toProtobuf(T value) {
            return ProtobufWriter.bytesOf(out -> writeProtobuf(value, out));
        }
    }
}
