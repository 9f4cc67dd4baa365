package antrea.networkpolicy.node;

import antrea.networkpolicy.api.ControlPlane;
import antrea.serve.codec.Envelope;
import antrea.serve.codec.ProtobufException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Files of one folder with one object each, as protobuf in the envelope of Kubernetes, for root alone to read
/// (mode 0600). A file is exchanged as a whole: who reads it sees the old object or the new one.
record ObjectFiles<T>(Path folder, ControlPlane.Kind<T> kind) {
    private static final FileAttribute<?> OF_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OF_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /// Makes the folder if need be.
    void prepare() throws IOException {
        try {
            Files.createDirectories(folder, OF_FOLDER);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(e.getMessage() + " is not a folder", e);
        }
    }

    /// The names of the files; none when there is no folder.
    List<String> names() throws IOException {
        try (Stream<Path> listing = Files.list(folder)) {
            return listing.map(p -> p.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (UncheckedIOException e) { // so a listing tells of a folder that cannot be read to its end
            throw new IOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /// Names that begin so are pieces of a write that did not end.
    static boolean isRemains(String name) {
        return name.startsWith(".");
    }

    void write(String name, T value) throws IOException {
        byte[] content = Envelope.wrap(kind.kind(), kind.toProtobuf(value));
        Path file = folder.resolve(name);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path piece = folder.resolve("." + name);
        Files.deleteIfExists(piece);
        Files.createFile(piece, OF_FILE);
        Files.write(piece, content);
        Files.move(piece, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    /// Throws [ProtobufException] for content that is not an object of this kind.
    T read(String name) throws IOException {
        Envelope.Unwrapped object = Envelope.unwrap(Files.readAllBytes(folder.resolve(name)));
        if (!object.kind().equals(kind.kind().kind())
                || !object.apiVersion().equals(kind.kind().apiVersion())) {
            throw new ProtobufException("a " + object.apiVersion() + " " + object.kind());
        }
        return kind.fromProtobuf(object.body());
    }
}
