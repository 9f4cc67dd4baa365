package antrea.serve.codec;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// An object ready to be sent, of whatever kind. Encodings are calculated once, on demand, and shared by all who
/// send this very object: a change that goes to hundreds of watchers is encoded once.
public final class WireObject {
    private final ObjectKind kind;
    private final Body body;
    private final Map<WireFormat, byte[]> encoded = new ConcurrentHashMap<>(2);

    private WireObject(ObjectKind kind, Body body) {
        this.kind = kind;
        this.body = body;
    }

    /// What a wire object can tell of the value in it.
    private interface Body {
        Json.Obj json();

        Map<String, String> labels();

        Optional<byte[]> protobuf();
    }

    private record CodecBody<T>(ResourceCodec<T> codec, T value) implements Body {
        @Override
        public Json.Obj json() {
            return codec.toJson(value);
        }

        @Override
        public Map<String, String> labels() {
            return codec.labels(value);
        }

        @Override
        public Optional<byte[]> protobuf() {
            return codec instanceof ProtobufCodec<T> p
                    ? Optional.of(ProtobufWriter.bytesOf(out -> p.writeProtobuf(value, out)))
                    : Optional.empty();
        }
    }

    public static <T> WireObject of(ResourceCodec<T> codec, T value) {
        return new WireObject(codec.kind(), new CodecBody<>(codec, value));
    }

    public ObjectKind kind() {
        return kind;
    }

    /// The whole object, `kind` and `apiVersion` first.
    public Json.Obj json() {
        return Envelope.jsonWithType(kind, body.json());
    }

    /// The object as it stands in a list: without `kind` and `apiVersion`.
    public Json.Obj jsonWithoutType() {
        return body.json();
    }

    public Map<String, String> labels() {
        return body.labels();
    }

    /// The protobuf message without envelope; empty when the kind has none.
    public Optional<byte[]> protobufBody() {
        return body.protobuf();
    }

    /// The object as the whole body of an answer. Empty when the kind has no such form. The array is shared: do
    /// not write to it.
    public Optional<byte[]> encode(WireFormat format) {
        byte[] known = encoded.get(format);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<byte[]> out =
                switch (format) {
                    case JSON -> Optional.of(JsonText.write(json()).getBytes(StandardCharsets.UTF_8));
                    case YAML -> Optional.of(YamlText.write(json()).getBytes(StandardCharsets.UTF_8));
                    case PROTOBUF -> protobufBody().map(b -> Envelope.wrap(kind, b));
                };
        out.ifPresent(bytes -> encoded.put(format, bytes));
        return out;
    }

    @Override
    public String toString() {
        return json().toString();
    }
}
