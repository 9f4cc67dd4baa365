package antrea.serve.tls;

import antrea.kube.access.AccessException;
import antrea.kube.client.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// A certificate that the user provides as `ca.crt`, `tls.crt` and `tls.key` of a directory (a mounted Secret).
/// The files may come up to two minutes late and are read anew every minute.
public record DirectorySource(Path directory, Pause pause) implements CertificateSource {
    private static final System.Logger LOG = System.getLogger(DirectorySource.class.getName());
    private static final Duration FIRST_INTERVAL = Duration.ofSeconds(2);
    private static final int FIRST_LOOKS = 60;
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    @Override
    public Loaded load(Instant now) {
        int looks = 1;
        while (true) {
            try {
                return read(now);
            } catch (IOException | AccessException e) {
                if (looks++ >= FIRST_LOOKS || !pause.sleep(FIRST_INTERVAL)) {
                    throw new CertificateException(
                            directory + " needs ca.crt, tls.crt and tls.key: is the Secret there and mounted?", e);
                }
            }
        }
    }

    /// Files that make no sense (half of them replaced, for example) are left alone until the next look.
    @Override
    public Loaded renew(Loaded previous, Instant now) {
        try {
            return read(now);
        } catch (IOException | AccessException e) {
            LOG.log(System.Logger.Level.WARNING, "keeping the certificate in use cause={0}", e.getMessage());
            return new Loaded(previous.certificate(), previous.caBundle(), now.plus(INTERVAL));
        }
    }

    private Loaded read(Instant now) throws IOException {
        ServingCertificate certificate =
                CertificateFiles.read(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        return new Loaded(certificate, Files.readString(directory.resolve("ca.crt")), now.plus(INTERVAL));
    }
}
