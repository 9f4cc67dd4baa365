package antrea.serve.codec;

/// A [ResourceCodec] whose kind also has a protobuf form.
public interface ProtobufCodec<T> extends ResourceCodec<T> {
    /// The fields of the message without TypeMeta, which travels in the envelope. Scalars without pointer in the
    /// Go type are to be written even when zero or empty, `metadata` (field 1) by [ObjectMeta#write].
    void writeProtobuf(T value, ProtobufWriter out);
}
