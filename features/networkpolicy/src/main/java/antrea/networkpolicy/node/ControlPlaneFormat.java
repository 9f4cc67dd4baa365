package antrea.networkpolicy.node;

import antrea.kube.resource.ListReader.ListMeta;
import antrea.kube.watch.EventStream;
import antrea.kube.watch.WatchEvent;
import antrea.kube.watch.WireException;
import antrea.kube.watch.WireFormat;
import antrea.serve.codec.ProtobufException;
import antrea.serve.codec.ProtobufReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;

/// Watches of the control plane API in protobuf: frames of four bytes of length and a WatchEvent
/// (k8s.io/apimachinery, generated.proto). There are no lists: a watch begins with everything.
final class ControlPlaneFormat implements WireFormat<ControlPlaneObject> {
    /// The controller refuses larger bodies; a group of 100,000 members is about 10 MB.
    private static final int MAX_FRAME_BYTES = 64 << 20;

    @Override
    public String listType() {
        return "application/vnd.kubernetes.protobuf";
    }

    @Override
    public String watchType() {
        return "application/vnd.kubernetes.protobuf;stream=watch";
    }

    @Override
    public ListMeta readList(InputStream body, Consumer<ControlPlaneObject> each) {
        throw new WireException("the control plane API is watched, not listed");
    }

    @Override
    public EventStream<ControlPlaneObject> openWatch(InputStream body) {
        return () -> {
            try {
                return frame(body).map(ControlPlaneFormat::event);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /// Empty at the end between two frames. Throws [WireException] for an end within one.
    private static Optional<byte[]> frame(InputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        if (head.length == 0) {
            return Optional.empty();
        }
        if (head.length < 4) {
            throw new WireException("the stream ends in the length of a frame");
        }
        int length = (head[0] & 0xff) << 24 | (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | head[3] & 0xff;
        if (length < 0 || length > MAX_FRAME_BYTES) {
            throw new WireException("a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new WireException("the stream ends after " + content.length + " of " + length + " bytes of a frame");
        }
        return Optional.of(content);
    }

    static WatchEvent<ControlPlaneObject> event(byte[] frame) {
        String type = "";
        byte[] object = new byte[0];
        try {
            ProtobufReader in = new ProtobufReader(frame);
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> type = in.text();
                    case 2 -> object = raw(in.message());
                    default -> {} // fields of later versions
                }
            }
        } catch (ProtobufException e) {
            throw new WireException("an event that is not protobuf: " + e.getMessage(), e);
        }
        return switch (type) {
            case "ADDED" -> new WatchEvent.Added<>(ControlPlaneObject.read(object));
            case "MODIFIED" -> new WatchEvent.Modified<>(ControlPlaneObject.read(object));
            case "DELETED" -> new WatchEvent.Deleted<>(ControlPlaneObject.read(object));
            case "BOOKMARK" -> new WatchEvent.Bookmark<>("");
            default -> throw new WireException("an event of unknown type \"" + type + "\"");
        };
    }

    private static byte[] raw(ProtobufReader extension) {
        byte[] out = new byte[0];
        while (extension.next()) {
            switch (extension.field()) {
                case 1 -> out = extension.bytes();
                default -> {} // fields of later versions
            }
        }
        return out;
    }
}
