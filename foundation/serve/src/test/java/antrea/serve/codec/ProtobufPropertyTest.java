package antrea.serve.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ProtobufPropertyTest {
    @Property
    void valuesAreReadBack(
            @ForAll long number,
            @ForAll String text,
            @ForAll byte[] bytes,
            @ForAll double real,
            @ForAll boolean bool,
            @ForAll @IntRange(min = 1, max = 536_870_911) int field) {
        // a lone surrogate has no UTF-8 form and becomes '?', as everywhere in Java
        String sent = new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        ProtobufReader in = new ProtobufReader(ProtobufWriter.bytesOf(out -> {
            out.integer(field, number);
            out.text(field, text);
            out.bytes(field, bytes);
            out.number(field, real);
            out.bool(field, bool);
        }));
        assertTrue(in.next());
        assertEquals(field, in.field());
        assertEquals(number, in.integer());
        assertTrue(in.next());
        assertEquals(sent, in.text());
        assertTrue(in.next());
        assertEquals(Bytes.of(bytes), Bytes.of(in.bytes()));
        assertTrue(in.next());
        assertEquals(real, in.number());
        assertTrue(in.next());
        assertEquals(bool, in.bool());
        assertEquals(false, in.next());
    }

    /// The length of a nested message takes one to three bytes; the writer has to make room afterwards.
    @Property(tries = 200)
    void nestedMessagesOfAnyLengthAreReadBack(@ForAll @Size(max = 6) List<@IntRange(max = 20_000) Integer> sizes) {
        byte[] message = ProtobufWriter.bytesOf(out ->
                sizes.forEach(size -> out.message(3, m -> m.message(1, inner -> inner.bytes(2, new byte[size])))));
        ProtobufReader in = new ProtobufReader(message);
        List<Integer> read = new ArrayList<>();
        while (in.next()) {
            ProtobufReader middle = in.message();
            assertTrue(middle.next());
            ProtobufReader inner = middle.message();
            assertTrue(inner.next());
            read.add(inner.bytes().length);
        }
        assertEquals(sizes, read);
    }

    @Property(tries = 3000)
    void randomBytesAreReadOrRefusedWithTheOneException(@ForAll byte[] bytes, @ForAll long seed) {
        Random random = new Random(seed);
        try {
            readAnyhow(new ProtobufReader(bytes), random, 0);
        } catch (ProtobufException expected) {
            assertTrue(String.valueOf(expected.getMessage()).length() > 5);
        }
        try {
            ObjectMeta.read(new ProtobufReader(bytes));
        } catch (ProtobufException expected) {
            assertTrue(String.valueOf(expected.getMessage()).length() > 5);
        }
        byte[] withMagic = new byte[bytes.length + 4];
        System.arraycopy(new byte[] {'k', '8', 's', 0}, 0, withMagic, 0, 4);
        System.arraycopy(bytes, 0, withMagic, 4, bytes.length);
        try {
            Envelope.unwrap(withMagic);
        } catch (ProtobufException expected) {
            assertTrue(String.valueOf(expected.getMessage()).length() > 5);
        }
        assertThrows(ProtobufException.class, () -> Envelope.unwrap(new byte[] {1, 2, 3}));
    }

    private static void readAnyhow(ProtobufReader in, Random random, int depth) {
        while (in.next()) {
            switch (random.nextInt(7)) {
                case 0 -> in.integer();
                case 1 -> in.text();
                case 2 -> in.bytes();
                case 3 -> in.number();
                case 4 -> in.integers(_ -> {});
                case 5 -> {
                    if (depth < 5) {
                        readAnyhow(in.message(), random, depth + 1);
                    }
                }
                default -> {} // skipped by next()
            }
        }
    }

    @Test
    void everyTruncationOfAMessageIsRefusedOrShorter() {
        byte[] whole = ProtobufWriter.bytesOf(
                out -> ObjectMeta.named("name").withUid("uid").write(out, 1));
        for (int length = 1; length < whole.length; length++) {
            ProtobufReader in = new ProtobufReader(java.util.Arrays.copyOf(whole, length));
            assertThrows(ProtobufException.class, () -> {
                in.next();
                in.message();
            });
        }
    }
}
