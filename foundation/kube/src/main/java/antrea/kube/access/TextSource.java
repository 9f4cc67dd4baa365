package antrea.kube.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// A credential: nothing, a text, or a file that is read anew at each use, since kubelet and operators replace it
/// while we run.
public sealed interface TextSource {
    /// Nothing was configured.
    record None() implements TextSource {}

    /// The text itself. It never appears in logs.
    record Inline(String text) implements TextSource {
        @Override
        public String toString() {
            return "Inline[…]";
        }
    }

    /// A text that somebody else keeps up to date, for example from a ConfigMap that is watched.
    record Held(Supplier<String> holder) implements TextSource {}

    /// A UTF-8 file.
    record InFile(Path path) implements TextSource {}

    static TextSource none() {
        return new None();
    }

    static TextSource inline(String text) {
        return new Inline(text);
    }

    /// Nothing for an empty path.
    static TextSource ofFile(String path) {
        return path.isEmpty() ? none() : new InFile(Path.of(path));
    }

    /// The text as it is now, empty when nothing was configured. Throws [AccessException] when the file is
    /// unreadable.
    default Optional<String> read() {
        return switch (this) {
            case None _ -> Optional.empty();
            case Inline(String text) -> Optional.of(text);
            case Held(Supplier<String> holder) -> Optional.of(holder.get());
            case InFile(Path path) -> {
                try {
                    yield Optional.of(Files.readString(path));
                } catch (IOException e) {
                    throw new AccessException("cannot read the credential file " + path + ": " + e, e);
                }
            }
        };
    }

    default boolean given() {
        return !(this instanceof None);
    }
}
