package antrea.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProtobufFormatTest {
    /// An ADDED frame that the Go controller sent: NetworkPolicy p with one rule.
    private static final String ADDED = "000000870a054144444544127e0a7c6b3873000a2f0a1e636f6e74726f6c706c616e652e61"
            + "6e747265612e696f2f76316265746132120d4e6574776f726b506f6c69637912410a120a017012001a0022002a01703200"
            + "3803420012100a02496e12001a00280038004a005a0032190a104b38734e6574776f726b506f6c69637912001a01782200"
            + "1a002200";

    private static final ProtobufFormat<String> FORMAT =
            new ProtobufFormat<>((kind, message) -> kind + " " + name(message));

    private static String name(ByteBuffer message) {
        ProtobufFields object = new ProtobufFields(message);
        while (object.next()) {
            if (object.field() == 1) {
                ProtobufFields meta = new ProtobufFields(object.bytes());
                return meta.next() ? meta.text() : "";
            }
        }
        return "";
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static EventStream<String> events(byte[] bytes) {
        return FORMAT.openWatch(stream(bytes));
    }

    @Test
    void frameOfTheGoControllerIsRead() {
        EventStream<String> events = events(HexFormat.of().parseHex(ADDED + ADDED));
        assertEquals(Optional.of(new WatchEvent.Added<>("NetworkPolicy p")), events.next());
        assertEquals(Optional.of(new WatchEvent.Added<>("NetworkPolicy p")), events.next());
        assertEquals(Optional.empty(), events.next());
    }

    @Test
    void bookmarkNeedsNoVersion() {
        String envelope = "6b387300" + "0a00" + "1212" + "0a100a0012001a0022002a00320038004200";
        String event = "0a08424f4f4b4d41524b" + "121c" + "0a1a" + envelope;
        String frame = String.format("%08x", event.length() / 2) + event;
        assertEquals(
                Optional.of(new WatchEvent.Bookmark<>("")),
                events(HexFormat.of().parseHex(frame)).next());
    }

    @Property(tries = 200)
    void everyTruncationIsRefused(@ForAll @IntRange(min = 1, max = 138) int length) {
        byte[] whole = HexFormat.of().parseHex(ADDED);
        assertEquals(139, whole.length);
        byte[] part = java.util.Arrays.copyOf(whole, length);
        assertThrows(WireException.class, () -> events(part).next());
    }

    @Property(tries = 1000)
    void anyBytesAreEventsOrRefused(@ForAll byte[] bytes, @ForAll boolean framed) {
        byte[] fed = framed
                ? ByteBuffer.allocate(bytes.length + 4)
                        .putInt(bytes.length)
                        .put(bytes)
                        .array()
                : bytes;
        try {
            EventStream<String> events = events(fed);
            Optional<WatchEvent<String>> event = events.next();
            while (event.isPresent()) {
                event = events.next();
            }
        } catch (WireException _) {
            // the one declared refusal
        }
    }

    @Property(tries = 1000)
    void changedBytesAreEventsOrRefused(@ForAll @IntRange(min = 4, max = 138) int at, @ForAll byte with) {
        byte[] changed = HexFormat.of().parseHex(ADDED);
        changed[at] = with;
        try {
            assertTrue(events(changed).next().isPresent());
        } catch (WireException _) {
            // the one declared refusal
        }
    }

    @Test
    void falseLengthAllocatesNothing() {
        assertThrows(WireException.class, () -> events(HexFormat.of().parseHex("7fffffff00"))
                .next());
        assertThrows(WireException.class, () -> events(HexFormat.of().parseHex("03ffffff00"))
                .next());
    }

    @Test
    void listIsRead() {
        String item = "0a120a017012001a0022002a0170320038034200";
        String body = "0a040a00" + "1200" + "1214" + item;
        String kind = HexFormat.of().formatHex("NetworkPolicyList".getBytes(StandardCharsets.UTF_8));
        String list =
                "6b387300" + "0a15" + "0a00" + "1211" + kind + "12" + String.format("%02x", body.length() / 2) + body;
        List<String> out = new ArrayList<>();
        assertEquals(
                "",
                FORMAT.readList(stream(HexFormat.of().parseHex(list)), out::add).resourceVersion());
        assertEquals(List.of("NetworkPolicy p"), out);
    }

    @Test
    void failingStreamStaysAnIoFault() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws java.io.IOException {
                throw new java.io.IOException("reset");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws java.io.IOException {
                throw new java.io.IOException("reset");
            }
        };
        assertThrows(UncheckedIOException.class, () -> FORMAT.openWatch(failing).next());
    }
}
