package antrea.kube.watch;

import antrea.kube.client.ErrorStatus;
import antrea.kube.resource.ListReader.ListMeta;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/// The protobuf form of lists and watches (Kubernetes API, `application/vnd.kubernetes.protobuf`): a watch is a
/// row of frames with a 4-byte length in front, each a WatchEvent; objects are wrapped in `k8s\0` and a
/// runtime.Unknown that names their kind.
public final class ProtobufFormat<T> implements WireFormat<T> {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int LENGTH_BYTES = 4;
    private static final int MOST_FRAME_BYTES = 64 * 1024 * 1024;

    /// Reads the body of an object.
    @FunctionalInterface
    public interface BodyReader<T> {
        /// @param kind as the envelope names it; a MODIFIED event may carry another kind than an ADDED one
        /// @param message the protobuf message; throws [WireException] when it is none
        T read(String kind, ByteBuffer message);
    }

    private record Envelope(String kind, ByteBuffer message) {}

    private final BodyReader<T> reader;

    public ProtobufFormat(BodyReader<T> reader) {
        this.reader = reader;
    }

    @Override
    public String listType() {
        return PROTOBUF;
    }

    @Override
    public String watchType() {
        return PROTOBUF + ";stream=watch";
    }

    @Override
    public ListMeta readList(InputStream body, Consumer<T> each) {
        Envelope list;
        try {
            list = unwrap(ByteBuffer.wrap(body.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String kind = list.kind.replaceFirst("List$", "");
        ListMeta meta = new ListMeta("", "");
        ProtobufFields fields = new ProtobufFields(list.message);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> meta = listMeta(fields.bytes());
                case 2 -> each.accept(reader.read(kind, fields.bytes()));
                default -> {
                    // a field of a later version
                }
            }
        }
        return meta;
    }

    private static ListMeta listMeta(ByteBuffer message) {
        String resourceVersion = "";
        String continueToken = "";
        ProtobufFields fields = new ProtobufFields(message);
        while (fields.next()) {
            switch (fields.field()) {
                case 2 -> resourceVersion = fields.text();
                case 3 -> continueToken = fields.text();
                default -> {
                    // selfLink and counts
                }
            }
        }
        return new ListMeta(resourceVersion, continueToken);
    }

    @Override
    public EventStream<T> openWatch(InputStream body) {
        return () -> frame(body).map(this::event);
    }

    private static Optional<ByteBuffer> frame(InputStream body) {
        try {
            byte[] head = body.readNBytes(LENGTH_BYTES);
            if (head.length == 0) {
                return Optional.empty();
            }
            int length = head.length == LENGTH_BYTES ? ByteBuffer.wrap(head).getInt() : -1;
            if (length < 0 || length > MOST_FRAME_BYTES) {
                throw new WireException("a frame of impossible length");
            }
            // grows with what really comes, so that a false length allocates nothing
            byte[] content = body.readNBytes(length);
            if (content.length < length) {
                throw new WireException("the watch broke off inside an event");
            }
            return Optional.of(ByteBuffer.wrap(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WatchEvent<T> event(ByteBuffer frame) {
        String type = "";
        ByteBuffer raw = ByteBuffer.allocate(0);
        ProtobufFields fields = new ProtobufFields(frame);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> type = fields.text();
                case 2 -> raw = rawExtension(fields.bytes());
                default -> {
                    // a field of a later version
                }
            }
        }
        Envelope object = unwrap(raw);
        return switch (type) {
            case "ADDED" -> new WatchEvent.Added<>(reader.read(object.kind, object.message));
            case "MODIFIED" -> new WatchEvent.Modified<>(reader.read(object.kind, object.message));
            case "DELETED" -> new WatchEvent.Deleted<>(reader.read(object.kind, object.message));
            case "BOOKMARK" -> new WatchEvent.Bookmark<>(resourceVersion(object.message));
            case "ERROR" -> new WatchEvent.Failed<>(status(object.message));
            default -> throw new WireException("an event of unknown type \"" + type + "\"");
        };
    }

    private static ByteBuffer rawExtension(ByteBuffer message) {
        ByteBuffer raw = ByteBuffer.allocate(0);
        ProtobufFields fields = new ProtobufFields(message);
        while (fields.next()) {
            if (fields.field() == 1) {
                raw = fields.bytes();
            }
        }
        return raw;
    }

    private static Envelope unwrap(ByteBuffer bytes) {
        for (byte expected : MAGIC) {
            if (!bytes.hasRemaining() || bytes.get() != expected) {
                throw new WireException("not protobuf: it does not begin with k8s");
            }
        }
        String kind = "";
        ByteBuffer message = ByteBuffer.allocate(0);
        ProtobufFields fields = new ProtobufFields(bytes);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> kind = textOf(fields.bytes(), 2);
                case 2 -> message = fields.bytes();
                default -> {
                    // content encoding and type, always empty
                }
            }
        }
        return new Envelope(kind, message);
    }

    /// ObjectMeta is field 1 of every object, and resourceVersion field 6 of it.
    private static String resourceVersion(ByteBuffer message) {
        ProtobufFields fields = new ProtobufFields(message);
        while (fields.next()) {
            if (fields.field() == 1) {
                return textOf(fields.bytes(), 6);
            }
        }
        return "";
    }

    private static String textOf(ByteBuffer message, int number) {
        String out = "";
        ProtobufFields fields = new ProtobufFields(message);
        while (fields.next()) {
            if (fields.field() == number) {
                out = fields.text();
            }
        }
        return out;
    }

    private static ErrorStatus status(ByteBuffer message) {
        int code = 0;
        String text = "";
        ProtobufFields fields = new ProtobufFields(message);
        while (fields.next()) {
            switch (fields.field()) {
                case 3 -> text = fields.text();
                case 6 -> code = (int) fields.varint();
                default -> {
                    // code and message say enough
                }
            }
        }
        return ErrorStatus.of(code, text);
    }
}
