package antrea.serve.tls;

import antrea.kube.access.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a certificate chain and its key from two PEM files.
final class CertificateFiles {
    private CertificateFiles() {}

    /// Throws [IOException] or [antrea.kube.access.AccessException] naming the file.
    static ServingCertificate read(Path certificate, Path key) throws IOException {
        return new ServingCertificate(
                Pem.certificates(Files.readString(certificate), certificate.toString()),
                Pem.privateKey(Files.readString(key), key.toString()));
    }
}
