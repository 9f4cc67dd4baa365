package antrea.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The file that takes lines of one level and above, named and rotated by size as klog does:
/// `PROGRAM.HOST.USER.log.INFO.20261122-134506.PID`, with the link `PROGRAM.INFO` to the newest. Old ones beyond
/// the allowed count are deleted. Not for several threads at once.
final class LogFile {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final LogOptions.Files options;
    private final String level;
    private Optional<FileChannel> channel = Optional.empty();
    private long size;

    LogFile(LogOptions.Files options, String level) {
        this.options = options;
        this.level = level;
    }

    void write(LocalDateTime time, byte[] line) throws IOException {
        if (channel.isEmpty() || size + line.length > options.maxBytes() && size > 0) {
            rotate(time);
        }
        FileChannel out = channel.orElseThrow(() -> new IOException("no log file is open"));
        ByteBuffer buffer = ByteBuffer.wrap(line);
        while (buffer.hasRemaining()) {
            size += out.write(buffer);
        }
    }

    private void rotate(LocalDateTime time) throws IOException {
        close();
        Files.createDirectories(options.directory());
        Path file = create(time);
        size = 0;
        Path link = options.directory().resolve(options.program() + "." + level);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, file.getFileName());
        deleteOld();
    }

    /// A new file; with a number behind the second where two fall into one.
    private Path create(LocalDateTime time) throws IOException {
        String user = System.getProperty("user.name", "unknown");
        String name = prefix() + host() + "." + user + ".log." + level + "." + STAMP.format(time) + "."
                + ProcessHandle.current().pid();
        for (int attempt = 0; ; attempt++) {
            Path file = options.directory().resolve(attempt == 0 ? name : name + "." + attempt);
            try {
                channel = Optional.of(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
                return file;
            } catch (FileAlreadyExistsException _) {
                // the next number is free sooner or later
            }
        }
    }

    private String prefix() {
        return options.program() + ".";
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"))
                    .strip()
                    .replaceAll("\\..*", "");
        } catch (IOException _) {
            return "unknownhost";
        }
    }

    private void deleteOld() throws IOException {
        if (options.maxCount() == 0) {
            return;
        }
        List<Path> files;
        try (Stream<Path> listing = Files.list(options.directory())) {
            files = listing.filter(this::isOurs).sorted(this::byAge).toList();
        }
        for (int i = 0; i < files.size() - options.maxCount(); i++) {
            Files.deleteIfExists(files.get(i));
        }
    }

    private boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(prefix()) && name.contains(".log." + level + ".") && Files.isRegularFile(file);
    }

    private int byAge(Path a, Path b) {
        int byTime = age(a).compareTo(age(b));
        return byTime != 0 ? byTime : a.compareTo(b);
    }

    private static java.nio.file.attribute.FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            // gone meanwhile: first in line for deletion does no harm
            return java.nio.file.attribute.FileTime.fromMillis(0);
        }
    }

    void close() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
            channel = Optional.empty();
        }
    }

    static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
