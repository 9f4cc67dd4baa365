package antrea.serve.codec;

import antrea.runtime.json.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The type of an object around its body: `kind` and `apiVersion` in JSON, `k8s\0` and a `runtime.Unknown` in
/// protobuf (k8s.io/apimachinery pkg/runtime generated.proto).
public final class Envelope {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private Envelope() {}

    /// A protobuf body taken out of its envelope; `body` stands at its beginning.
    public record Unwrapped(String apiVersion, String kind, ProtobufReader body) {}

    static Json.Obj jsonWithType(ObjectKind kind, Json.Obj body) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("kind", Json.of(kind.kind()));
        members.put("apiVersion", Json.of(kind.apiVersion()));
        members.putAll(body.members());
        return new Json.Obj(members);
    }

    /// `k8s\0` + Unknown{typeMeta(1){apiVersion 1, kind 2}, raw(2), contentEncoding(3), contentType(4)}.
    public static byte[] wrap(ObjectKind kind, byte[] body) {
        ProtobufWriter out = new ProtobufWriter(body.length + 128);
        out.raw(MAGIC);
        out.message(1, type -> {
            type.text(1, kind.apiVersion());
            type.text(2, kind.kind());
        });
        out.bytes(2, body);
        out.text(3, "");
        out.text(4, "");
        return out.toBytes();
    }

    /// Reads what [#wrap] writes. Throws [ProtobufException].
    public static Unwrapped unwrap(byte[] envelope) {
        if (envelope.length < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(envelope, MAGIC.length))) {
            throw new ProtobufException("the body does not begin with k8s\\0: not a Kubernetes protobuf object");
        }
        ProtobufReader in = new ProtobufReader(Arrays.copyOfRange(envelope, MAGIC.length, envelope.length));
        String apiVersion = "";
        String kind = "";
        ProtobufReader body = new ProtobufReader(new byte[0]);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    ProtobufReader type = in.message();
                    while (type.next()) {
                        switch (type.field()) {
                            case 1 -> apiVersion = type.text();
                            case 2 -> kind = type.text();
                            default -> {} // skipped
                        }
                    }
                }
                case 2 -> body = in.message();
                default -> {} // skipped
            }
        }
        return new Unwrapped(apiVersion, kind, body);
    }
}
