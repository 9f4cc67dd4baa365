package antrea.serve.codec;

import antrea.runtime.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One watch event as bytes of the stream.
public final class WatchFrame {
    private WatchFrame() {}

    /// JSON: `{"type":…,"object":…}` and a line feed. Protobuf: 4 bytes length (big endian) +
    /// metav1.WatchEvent{type 1, object 2 = RawExtension{raw 1}}. Empty when the kind has no such form; YAML has
    /// no stream.
    public static Optional<byte[]> encode(WireFormat format, String type, WireObject object) {
        return switch (format) {
            case JSON -> object.encode(WireFormat.JSON).map(body -> json(type, body));
            case YAML -> Optional.empty();
            case PROTOBUF -> object.encode(WireFormat.PROTOBUF).map(body -> protobuf(type, body));
        };
    }

    private static byte[] json(String type, byte[] body) {
        byte[] head = ("{\"type\":" + JsonText.write(antrea.runtime.json.Json.of(type)) + ",\"object\":")
                .getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[head.length + body.length + 2];
        System.arraycopy(head, 0, out, 0, head.length);
        System.arraycopy(body, 0, out, head.length, body.length);
        out[out.length - 2] = '}';
        out[out.length - 1] = '\n';
        return out;
    }

    private static byte[] protobuf(String type, byte[] envelope) {
        ProtobufWriter out = new ProtobufWriter(envelope.length + 32);
        out.raw(new byte[4]);
        out.text(1, type);
        out.message(2, raw -> raw.bytes(1, envelope));
        byte[] frame = out.toBytes();
        int length = frame.length - 4;
        for (int i = 0; i < 4; i++) {
            frame[i] = (byte) (length >>> (24 - 8 * i));
        }
        return frame;
    }
}
