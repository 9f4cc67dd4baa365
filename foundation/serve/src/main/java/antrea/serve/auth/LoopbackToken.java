package antrea.serve.auth;

import antrea.serve.http.ApiRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.UUID;

/// A token made anew by each process and written to a file that only its owner can read: whoever can read the file
/// (antctl in the same container) may do everything.
public final class LoopbackToken implements Authenticator {
    private static final UserInfo USER = UserInfo.of("system:apiserver", UserInfo.MASTERS);

    private final String token;

    private LoopbackToken(String token) {
        this.token = token;
    }

    public static LoopbackToken create() {
        return new LoopbackToken(UUID.randomUUID().toString());
    }

    public String text() {
        return token;
    }

    /// Writes the token with mode 0600, replacing the file in one step. Throws [UncheckedIOException].
    public void write(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, token);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the loopback token to " + file, e);
        }
    }

    /// Another token is no affair of this class.
    @Override
    public Result authenticate(ApiRequest request) {
        byte[] own = token.getBytes(StandardCharsets.UTF_8);
        return BearerToken.of(request)
                .filter(t -> MessageDigest.isEqual(own, t.getBytes(StandardCharsets.UTF_8)))
                .<Result>map(_ -> new Known(USER))
                .orElse(Silent.SILENT);
    }
}
