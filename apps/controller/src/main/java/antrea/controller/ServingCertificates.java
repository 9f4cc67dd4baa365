package antrea.controller;

import antrea.controller.config.ServerConfig;
import antrea.kube.client.Pause;
import antrea.serve.tls.CertificateRenewal;
import antrea.serve.tls.CertificateSource;
import antrea.serve.tls.DirectorySource;
import antrea.serve.tls.SelfSigned;
import antrea.serve.tls.SelfSigned.KeyKind;
import antrea.serve.tls.SelfSignedSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Where the serving certificate and the CA of clients come from, in this process.
final class ServingCertificates {
    private static final Path SELF_SIGNED = Path.of("/var/run/antrea/antrea-controller-self-signed");
    private static final Path OF_USER = Path.of("/var/run/antrea/antrea-controller-tls");

    private ServingCertificates() {}

    /// Reads or makes the certificate; waits up to two minutes for that of the user.
    static CertificateRenewal of(ServerConfig config, Product product) {
        CertificateSource source = config.selfSignedCert()
                ? new SelfSignedSource(recipe(config, product.namespace()), SELF_SIGNED, Product.PROGRAM)
                : new DirectorySource(OF_USER, Pause.ofThread());
        return new CertificateRenewal(source, InstantSource.system(), Pause.ofThread());
    }

    private static SelfSigned recipe(ServerConfig config, String namespace) {
        return new SelfSigned(
                "antrea",
                List.of("antrea", "antrea." + namespace + ".svc"),
                List.of("127.0.0.1", "::1"),
                keyKind(config.tls().cipherSuites()));
    }

    /// Elliptic curves cost no start time; a list of suites that knows RSA signatures only needs an RSA key.
    static KeyKind keyKind(List<String> cipherSuites) {
        boolean rsa = cipherSuites.stream().anyMatch(suite -> suite.contains("_RSA_"));
        boolean ecdsa = cipherSuites.stream().anyMatch(suite -> suite.contains("_ECDSA_"));
        return rsa && !ecdsa ? KeyKind.RSA_2048 : KeyKind.EC_P256;
    }

    /// The CA that takes the place of the cluster's client CA, if there is one.
    static Optional<String> clientCa(ServerConfig config) {
        String file = config.clientCaFile();
        try {
            return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read clientCAFile " + file, e);
        }
    }
}
