package antrea.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The repository's files.
final class Repository {
    private Repository() {}

    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("GLOSSARY.md"))) {
            at = java.util.Objects.requireNonNull(at.getParent(), "not inside the repository");
        }
        return at;
    }

    static List<Path> goldenCases() {
        try (Stream<Path> walk = Files.walk(root().resolve("features"))) {
            return walk.filter(p -> p.endsWith("in.yaml") && p.toString().contains("/src/test/golden/"))
                    .map(p -> java.util.Objects.requireNonNull(p.getParent()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("no " + file, e);
        }
    }

    static void write(Path file, String text) {
        try {
            if (text.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                Files.writeString(file, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
