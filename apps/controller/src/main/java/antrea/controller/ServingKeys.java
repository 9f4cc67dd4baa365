package antrea.controller;

import antrea.kube.access.AccessException;
import antrea.kube.access.Pem;
import antrea.serve.tls.CertificateHolder;
import antrea.serve.tls.SelfSigned;
import antrea.serve.tls.ServingCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The serving certificate: made here and kept in a directory, or brought by the user in files. Looked after as long
/// as the process runs.
final class ServingKeys {
    static final Path SELF_SIGNED = Path.of("/var/run/antrea/antrea-controller-self-signed");
    static final Path OF_USER = Path.of("/var/run/antrea/antrea-controller-tls");
    private static final System.Logger LOG = System.getLogger(ServingKeys.class.getName());
    private static final Duration MOST_REST = Duration.ofDays(365);

    private final boolean selfSigned;
    private final Path directory;
    private final SelfSigned maker;
    private final CertificateHolder holder;

    /// Reads the certificate, or makes one. Throws [AccessException] for files of the user that cannot be read.
    ServingKeys(boolean selfSigned, Path directory, String namespace) {
        this.selfSigned = selfSigned;
        this.directory = directory;
        this.maker = new SelfSigned(
                "antrea", List.of("antrea", "antrea." + namespace + ".svc"), List.of("127.0.0.1", "::1"),
                SelfSigned.KeyKind.EC_P256);
        this.holder = new CertificateHolder(selfSigned ? keptOrNew(Instant.now()) : read("tls.crt", "tls.key"));
    }

    CertificateHolder holder() {
        return holder;
    }

    /// What clients are to trust: our own chain, or the `ca.crt` that the user brought.
    String caBundle() {
        if (selfSigned) {
            return antrea.serve.tls.Pem.write(holder.get().chain());
        }
        return text("ca.crt");
    }

    /// Looks whether it is time for a new certificate, or whether the user has brought one; true if there is one now.
    boolean refresh(Instant now) {
        try {
            if (selfSigned ? now.isBefore(renewal()) : read("tls.crt", "tls.key").chain().equals(holder.get().chain())) {
                return false;
            }
            holder.replace(selfSigned ? create(now) : read("tls.crt", "tls.key"));
            LOG.log(System.Logger.Level.INFO, "Serving with a new certificate, notAfter={0}", holder.get().notAfter());
            return true;
        } catch (AccessException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "Cannot renew the serving certificate, error=\"{0}\"", e.getMessage());
            return false;
        }
    }

    /// In the middle of the certificate's life.
    private Instant renewal() {
        Instant begin = holder.get().leaf().getNotBefore().toInstant();
        Duration half = Duration.between(begin, holder.get().notAfter()).dividedBy(2);
        return begin.plus(half.compareTo(MOST_REST) < 0 ? half : MOST_REST);
    }

    private ServingCertificate keptOrNew(Instant now) {
        if (Files.exists(directory.resolve("antrea-controller.key"))) {
            try {
                ServingCertificate kept = read("antrea-controller.crt", "antrea-controller.key");
                if (kept.notAfter().isAfter(now.plus(Duration.ofDays(30)))) {
                    return kept;
                }
            } catch (AccessException | UncheckedIOException e) {
                LOG.log(System.Logger.Level.INFO, "Making a new certificate, error=\"{0}\"", e.getMessage());
            }
        }
        return create(now);
    }

    private ServingCertificate create(Instant now) {
        ServingCertificate created = maker.create(now);
        write("antrea-controller.crt", antrea.serve.tls.Pem.write(created.chain()));
        write("antrea-controller.key", antrea.serve.tls.Pem.write(created.key()));
        return created;
    }

    private ServingCertificate read(String certificate, String key) {
        return new ServingCertificate(
                Pem.certificates(text(certificate), directory.resolve(certificate).toString()),
                Pem.privateKey(text(key), directory.resolve(key).toString()));
    }

    private String text(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory.resolve(name), e);
        }
    }

    private void write(String name, String text) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
