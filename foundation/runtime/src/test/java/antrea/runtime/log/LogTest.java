package antrea.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 22, 12, 0, 1, 23_456_000);

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final LogBackend backend = new LogBackend(stderr, () -> NOON);
    private final System.Logger logger = backend.logger("antrea.kube.watch.ListWatch");

    private String stderr() {
        return stderr.toString(StandardCharsets.UTF_8);
    }

    private static String lineOf(char letter, String message) {
        long pid = ProcessHandle.current().pid();
        return String.format("%c1122 12:00:01.023456 %7d ListWatch] %s%n", letter, pid, message);
    }

    @Test
    void linesLookLikeThoseOfKlog() {
        logger.log(Level.INFO, "Connected, port={0} name={1}", 10350, "a'b");
        logger.log(Level.WARNING, "plain {0}");
        logger.log(Level.ERROR, "odd {x} {7} {", "p");
        assertEquals(
                lineOf('I', "Connected, port=10350 name=a'b") + lineOf('W', "plain {0}") + lineOf('E', "odd {x} {7} {"),
                stderr());
    }

    @Test
    void thrownIsWrittenWithItsTrace() {
        logger.log(Level.ERROR, "Failed", new IllegalStateException("boom"));
        assertTrue(stderr().contains("Failed\njava.lang.IllegalStateException: boom\n\tat "), stderr());
    }

    @Test
    void verbosityChangesWhileRunning() {
        assertFalse(logger.isLoggable(Level.DEBUG));
        backend.verbosity(4);
        assertTrue(logger.isLoggable(Level.DEBUG));
        assertFalse(logger.isLoggable(Level.TRACE));
        backend.verbosity(5);
        assertTrue(logger.isLoggable(Level.TRACE));
        assertEquals(5, backend.verbosity());
        backend.verbosity(0);
        logger.log(Level.DEBUG, "unseen");
        assertEquals("", stderr());
    }

    private static List<Path> files(Path directory, String level) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(f -> f.getFileName().toString().contains(".log." + level + "."))
                    .sorted()
                    .toList();
        }
    }

    private static LogOptions inFiles(Path directory, long maxBytes, int maxCount, boolean stderr) {
        return new LogOptions(
                0, Optional.of(new LogOptions.Files(directory, "prog", maxBytes, maxCount)), stderr, Level.ERROR);
    }

    @Test
    void filesTakeTheirLevelAndAbove(@TempDir Path directory) throws IOException {
        backend.configure(inFiles(directory, 1000, 4, false));
        logger.log(Level.INFO, "one");
        logger.log(Level.WARNING, "two");
        assertEquals(lineOf('I', "one") + lineOf('W', "two"), Files.readString(directory.resolve("prog.INFO")));
        assertEquals(lineOf('W', "two"), Files.readString(directory.resolve("prog.WARNING")));
        assertEquals(List.of(), files(directory, "ERROR"));
        assertEquals("", stderr());
        logger.log(Level.ERROR, "three");
        assertEquals(lineOf('E', "three"), stderr());
        String name = files(directory, "INFO").getFirst().getFileName().toString();
        assertTrue(name.matches("prog\\.[^.]+\\..+\\.log\\.INFO\\.20261122-120001\\.[0-9]+"), name);
    }

    @Test
    void filesAreRotatedBySizeAndOldOnesDeleted(@TempDir Path directory) throws IOException {
        backend.configure(inFiles(directory, 100, 2, true));
        for (int i = 0; i < 5; i++) {
            logger.log(Level.INFO, "line " + i + " " + "x".repeat(50));
        }
        assertEquals(2, files(directory, "INFO").size());
        assertTrue(Files.readString(directory.resolve("prog.INFO")).contains("line 4"));
        assertTrue(stderr().contains("line 0") && stderr().contains("line 4"));
    }

    @Test
    void logThatCannotBeWrittenGoesToStandardError(@TempDir Path directory) throws IOException {
        Path blocked = directory.resolve("file");
        Files.writeString(blocked, "");
        backend.configure(inFiles(blocked, 100, 2, false));
        logger.log(Level.INFO, "kept");
        assertTrue(stderr().startsWith("cannot write the log file"), stderr());
        assertTrue(stderr().contains("kept"), stderr());
    }

    @Test
    void rateLimitedLoggerSaysHowManyItHeldBack() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        RateLimitedLogger limited = new RateLimitedLogger(logger, Duration.ofSeconds(10), now::get);
        limited.log(Level.INFO, "first {0}", 1);
        limited.log(Level.INFO, "second");
        limited.log(Level.INFO, "third");
        now.set(Instant.EPOCH.plusSeconds(10));
        limited.log(Level.INFO, "fourth");
        assertEquals(lineOf('I', "first 1") + lineOf('I', "fourth suppressed=2"), stderr());
    }

    @Test
    void loggersOfTheJdkAreOurs() {
        assertInstanceOf(KlogLogger.class, unwrapped());
        assertEquals(0, KlogFinder.backend().verbosity());
    }

    private static System.Logger unwrapped() {
        return System.LoggerFinder.getLoggerFinder().getLogger("x", LogTest.class.getModule());
    }
}
