package antrea.serve.tls;

import antrea.kube.access.AccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A self-signed certificate in `<pair>.crt` (leaf, then CA) and `<pair>.key` of a directory. One that is there
/// and still valid is used; at half of what is left of its life a new one is made. Clients verify it by the whole
/// file.
public record SelfSignedSource(SelfSigned recipe, Path directory, String pair) implements CertificateSource {
    private static final System.Logger LOG = System.getLogger(SelfSignedSource.class.getName());
    private static final Duration LONGEST_SLEEP = Duration.ofDays(365);

    @Override
    public Loaded load(Instant now) {
        return existing(now).map(found -> loaded(found, now)).orElseGet(() -> create(now));
    }

    @Override
    public Loaded renew(Loaded previous, Instant now) {
        return create(now);
    }

    private Loaded create(Instant now) {
        ServingCertificate fresh = recipe.create(now);
        write(fresh);
        LOG.log(
                System.Logger.Level.INFO,
                "made a self-signed certificate subject={0} until={1}",
                fresh.leaf().getSubjectX500Principal(),
                fresh.notAfter());
        return loaded(fresh, now);
    }

    private static Loaded loaded(ServingCertificate certificate, Instant now) {
        Duration half = Duration.between(now, certificate.notAfter()).dividedBy(2);
        Duration sleep = half.compareTo(LONGEST_SLEEP) < 0 ? half : LONGEST_SLEEP;
        return new Loaded(certificate, Pem.write(certificate.chain()), now.plus(sleep));
    }

    private Path certificateFile() {
        return directory.resolve(pair + ".crt");
    }

    private Path keyFile() {
        return directory.resolve(pair + ".key");
    }

    private Optional<ServingCertificate> existing(Instant now) {
        if (!Files.exists(certificateFile()) || !Files.exists(keyFile())) {
            return Optional.empty();
        }
        try {
            ServingCertificate found = CertificateFiles.read(certificateFile(), keyFile());
            return found.notAfter().isAfter(now) ? Optional.of(found) : Optional.empty();
        } catch (IOException | AccessException e) {
            LOG.log(System.Logger.Level.WARNING, "replacing an unusable certificate cause={0}", e.getMessage());
            return Optional.empty();
        }
    }

    private void write(ServingCertificate fresh) {
        try {
            Files.createDirectories(directory);
            replace(keyFile(), Pem.write(fresh.key()), "rw-------");
            replace(certificateFile(), Pem.write(fresh.chain()), "rw-r--r--");
        } catch (IOException e) {
            throw new CertificateException("cannot write the certificate to " + directory + ": is it writable?", e);
        }
    }

    private static void replace(Path file, String text, String mode) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
