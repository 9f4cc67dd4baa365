package antrea.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands in the folder of a log that is put aside when it is full.
class RotatingFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path parent;

    private Instant now = Instant.parse("2026-11-25T10:00:00.123Z");

    private RotatingFile file(int maxBackups, Duration maxAge, RotatingFile.Packing packing) {
        return new RotatingFile(
                parent.resolve("logs/np.log"),
                new RotatingFile.Rotation(10, maxBackups, maxAge, packing),
                () -> now,
                Runnable::run);
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> listing = Files.list(parent.resolve("logs"))) {
            Set<String> out = new TreeSet<>();
            listing.forEach(p -> out.add(String.valueOf(p.getFileName())));
            return out;
        }
    }

    private void write(RotatingFile file, String... lines) throws IOException {
        for (String line : lines) {
            file.write(line);
            now = now.plusSeconds(1);
        }
    }

    @Test
    void fullFileIsPutAsideUnderItsTime() throws IOException {
        try (RotatingFile file = file(0, Duration.ZERO, RotatingFile.Packing.PLAIN)) {
            write(file, "1234", "5678", "9");
        }
        assertEquals(Set.of("np.log", "np-2026-11-25T10-00-02.123.log"), names());
        assertEquals("9\n", Files.readString(parent.resolve("logs/np.log")));
        assertEquals("1234\n5678\n", Files.readString(parent.resolve("logs/np-2026-11-25T10-00-02.123.log")));
    }

    @Test
    void lineThatIsLargerThanAFileHasOneForItself() throws IOException {
        try (RotatingFile file = file(0, Duration.ZERO, RotatingFile.Packing.PLAIN)) {
            write(file, "a line of many letters", "b");
        }
        assertEquals("b\n", Files.readString(parent.resolve("logs/np.log")));
        assertEquals(2, names().size());
    }

    @Test
    void onlySoManyAreKept() throws IOException {
        try (RotatingFile file = file(2, Duration.ZERO, RotatingFile.Packing.PLAIN)) {
            write(file, "123456789", "123456789", "123456789", "123456789", "1");
        }
        assertEquals(Set.of("np.log", "np-2026-11-25T10-00-03.123.log", "np-2026-11-25T10-00-04.123.log"), names());
    }

    @Test
    void oldOnesGoAndForeignOnesStay() throws IOException {
        Files.createDirectories(parent.resolve("logs"));
        Files.writeString(parent.resolve("logs/np-note.log"), "a person's");
        try (RotatingFile file = file(0, Duration.ofHours(1), RotatingFile.Packing.PLAIN)) {
            write(file, "123456789", "123456789");
            now = now.plus(Duration.ofHours(2));
            write(file, "123456789");
        }
        assertEquals(Set.of("np.log", "np-note.log", "np-2026-11-25T12-00-02.123.log"), names());
    }

    @Test
    void whatIsPutAsideIsCompressed() throws IOException {
        try (RotatingFile file = file(0, Duration.ZERO, RotatingFile.Packing.GZIP)) {
            write(file, "123456789", "1");
        }
        assertEquals(Set.of("np.log", "np-2026-11-25T10-00-01.123.log.gz"), names());
        byte[] zipped = Files.readAllBytes(parent.resolve("logs/np-2026-11-25T10-00-01.123.log.gz"));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            assertEquals("123456789\n", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void writingGoesOnWhereAnEarlierLifeEndedAndAfterAFailure() throws IOException {
        Files.writeString(parent.resolve("logs"), "in the way");
        try (RotatingFile file = file(0, Duration.ZERO, RotatingFile.Packing.PLAIN)) {
            assertThrows(IOException.class, () -> file.write("lost"));
            Files.delete(parent.resolve("logs"));
            file.write("1");
        }
        try (RotatingFile file = file(0, Duration.ZERO, RotatingFile.Packing.PLAIN)) {
            file.write("2");
        }
        assertEquals("1\n2\n", Files.readString(parent.resolve("logs/np.log")));
    }
}
