package antrea.serve.tls;

import java.time.Duration;
import java.time.Instant;

/// Where the serving certificate comes from. Methods throw [CertificateException] when there is none to be had.
public interface CertificateSource {
    /// The certificate to begin with.
    Loaded load(Instant now);

    /// The certificate after that of `previous`, asked for when its [Loaded#nextLook] has come.
    Loaded renew(Loaded previous, Instant now);

    /// A certificate, the CA certificates (PEM) by which clients verify it, and when to look for the next one.
    record Loaded(ServingCertificate certificate, String caBundle, Instant nextLook) {
        /// How long the process may sleep.
        Duration untilNextLook(Instant now) {
            Duration left = Duration.between(now, nextLook);
            return left.isNegative() ? Duration.ZERO : left;
        }
    }

    /// No usable certificate. The message names the file and what to do.
    final class CertificateException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public CertificateException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
