package antrea.runtime.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// A file of lines that is put aside when it is full, as the library lumberjack of Go does it: `np.log` becomes
/// `np-2023-07-04T12-31-02.801.log` (UTC), later with `.gz` behind it. Old ones beyond count and age are deleted.
/// A failed write loses its line only; the next one opens the file anew. For one thread.
public final class RotatingFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RotatingFile.class.getName());
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);
    private static final String ZIPPED = ".gz";

    /// @param maxBackups how many files put aside are kept; 0 for all
    /// @param maxAge how long; zero for ever
    public record Rotation(long maxBytes, int maxBackups, Duration maxAge, Packing packing) {}

    /// Whether what was put aside is compressed.
    public enum Packing {
        PLAIN,
        GZIP
    }

    private record Backup(Path file, Instant time) {}

    private final Path file;
    private final Rotation rotation;
    private final InstantSource clock;
    private final Executor background;
    private final ReentrantLock tidying = new ReentrantLock();
    private Optional<OutputStream> out = Optional.empty();
    private long size;

    /// `background` runs what takes long: compressing and deleting what was put aside.
    public RotatingFile(Path file, Rotation rotation, InstantSource clock, Executor background) {
        this.file = file;
        this.rotation = rotation;
        this.clock = clock;
        this.background = background;
    }

    /// Appends the line and its end.
    public void write(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            open();
            if (size > 0 && size + bytes.length > rotation.maxBytes) {
                rotate();
            }
            OutputStream to = out.orElseThrow(() -> new IOException("not open: " + file));
            to.write(bytes);
            size += bytes.length;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void open() throws IOException {
        if (out.isPresent()) {
            return;
        }
        Files.createDirectories(folder());
        out = Optional.of(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        size = Files.size(file);
    }

    private Path folder() {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    }

    private void rotate() throws IOException {
        close();
        Files.move(file, folder().resolve(prefix() + STAMP.format(clock.instant()) + suffix()));
        open();
        background.execute(this::tidy);
    }

    private String name() {
        return String.valueOf(file.getFileName());
    }

    private String prefix() {
        int dot = name().lastIndexOf('.');
        return (dot < 0 ? name() : name().substring(0, dot)) + "-";
    }

    private String suffix() {
        int dot = name().lastIndexOf('.');
        return dot < 0 ? "" : name().substring(dot);
    }

    private void tidy() {
        tidying.lock();
        try {
            tidyNow();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Old logs cannot be tidied up: file={0} error=\"{1}\"", file, e);
        } finally {
            tidying.unlock();
        }
    }

    private void tidyNow() throws IOException {
        List<Backup> backups = backups();
        Instant oldest =
                rotation.maxAge.isZero() ? Instant.MIN : clock.instant().minus(rotation.maxAge);
        for (int i = 0; i < backups.size(); i++) {
            Backup backup = backups.get(i);
            boolean beyond = rotation.maxBackups > 0 && i >= rotation.maxBackups;
            if (beyond || backup.time.isBefore(oldest)) {
                Files.deleteIfExists(backup.file);
            } else if (rotation.packing == Packing.GZIP
                    && !backup.file.toString().endsWith(ZIPPED)) {
                compress(backup.file);
            }
        }
    }

    /// The newest first.
    private List<Backup> backups() throws IOException {
        List<Backup> found = new ArrayList<>();
        try (Stream<Path> listing = Files.list(folder())) {
            listing.forEach(path -> time(path).ifPresent(time -> found.add(new Backup(path, time))));
        } catch (NoSuchFileException _) {
            return List.of();
        }
        found.sort(Comparator.comparing(Backup::time).reversed());
        return found;
    }

    private Optional<Instant> time(Path path) {
        String text = String.valueOf(path.getFileName());
        String plain = text.endsWith(ZIPPED) ? text.substring(0, text.length() - ZIPPED.length()) : text;
        if (!plain.startsWith(prefix())
                || !plain.endsWith(suffix())
                || plain.length() < prefix().length() + suffix().length()) {
            return Optional.empty();
        }
        try {
            String stamp = plain.substring(prefix().length(), plain.length() - suffix().length());
            return Optional.of(STAMP.parse(stamp, Instant::from));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static void compress(Path plain) throws IOException {
        Path piece = plain.resolveSibling(plain.getFileName() + ".piece");
        try (InputStream in = Files.newInputStream(plain);
                OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(piece))) {
            in.transferTo(zipped);
        }
        Files.move(piece, plain.resolveSibling(plain.getFileName() + ZIPPED), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(plain);
    }

    @Override
    public void close() throws IOException {
        if (out.isPresent()) {
            OutputStream open = out.get();
            out = Optional.empty();
            open.close();
        }
    }
}
