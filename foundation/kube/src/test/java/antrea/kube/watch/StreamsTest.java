package antrea.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.Namespace;
import antrea.kube.resource.Resources;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StreamsTest {
    /// Gives at most `most` bytes at once.
    private static InputStream trickle(byte[] bytes, int most) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, most));
            }
        };
    }

    @Property(tries = 200)
    void linesComeOutAsTheyWentIn(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20_000) int most) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            lines.add("x".repeat(random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(50)));
        }
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        LineReader reader = new LineReader(trickle(text, most));
        List<String> out = new ArrayList<>();
        while (reader.next()) {
            out.add(new String(reader.buffer(), reader.start(), reader.length(), StandardCharsets.UTF_8));
        }
        assertEquals(lines.stream().filter(l -> !l.isEmpty()).toList(), out);
        assertFalse(reader.next());
    }

    @Test
    void lastLineWithoutItsEndIsACut() {
        LineReader reader = new LineReader(trickle("a\nb".getBytes(StandardCharsets.UTF_8), 1));
        assertTrue(reader.next());
        assertThrows(WireException.class, reader::next);
    }

    @Test
    void endlessLineIsRefusedBeforeItFillsTheMemory() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                java.util.Arrays.fill(target, offset, offset + length, (byte) 'x');
                return length;
            }
        };
        assertThrows(WireException.class, () -> new LineReader(endless).next());
    }

    @Property(tries = 500)
    void anyBytesAreEventsOrRefused(@ForAll byte[] bytes) {
        EventStream<Namespace> events =
                new JsonFormat<>(Resources.NAMESPACES.reader()).openWatch(new ByteArrayInputStream(bytes));
        try {
            Optional<WatchEvent<Namespace>> event = events.next();
            while (event.isPresent()) {
                event = events.next();
            }
        } catch (WireException _) {
            // the one declared refusal
        }
    }

    @Property(tries = 500)
    void anyBytesAreAListOrRefused(@ForAll byte[] bytes) {
        try {
            var _ = new JsonFormat<>(Resources.NAMESPACES.reader()).readList(new ByteArrayInputStream(bytes), _ -> {});
        } catch (WireException _) {
            // the one declared refusal
        }
    }

    @Property
    void waitsStayBetweenTheirBounds(@ForAll @IntRange(min = 1) int failures, @ForAll long seed) {
        Duration wait = Backoff.KUBERNETES.after(failures, new Random(seed));
        assertTrue(wait.compareTo(Duration.ofMillis(800)) >= 0, wait::toString);
        assertTrue(wait.compareTo(Duration.ofSeconds(45)) <= 0, wait::toString);
        Duration unanswered = Backoff.KUBERNETES.unanswered(failures, new Random(seed));
        assertTrue(unanswered.compareTo(Duration.ofMillis(800)) >= 0, unanswered::toString);
        assertTrue(unanswered.compareTo(Duration.ofSeconds(3)) <= 0, unanswered::toString);
    }
}
