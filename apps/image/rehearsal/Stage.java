import antrea.serve.auth.LoopbackToken;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.JdkListener;
import antrea.serve.http.ListenerAddress;
import antrea.serve.tls.SelfSigned;
import antrea.serve.tls.ServingCertificate;
import antrea.serve.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// Where a program rehearses: a cluster that answers, and the service account by which the program trusts it.
final class Stage {
    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    final StageCluster cluster = new StageCluster();
    final LoopbackToken token = LoopbackToken.create();
    private final ServingCertificate certificate = new SelfSigned(
                    "stage",
                    List.of("localhost", "antrea.kube-system.svc"),
                    List.of("127.0.0.1", "192.0.2.1"),
                    SelfSigned.KeyKind.EC_P256)
            .create(Instant.now());

    /// The port of the API server. What stands at `/apis/controlplane.` is asked of `policies`.
    int open(ApiHandler policies) throws IOException {
        Files.createDirectories(ACCOUNT);
        Files.writeString(ACCOUNT.resolve("ca.crt"), pem());
        Files.writeString(ACCOUNT.resolve("token"), token.text());
        return JdkListener.start(
                        new ListenerAddress("", 0),
                        TlsPolicy.standard(),
                        () -> certificate,
                        request -> (request.path().startsWith("/apis/controlplane.") ? policies : cluster).handle(request))
                .port();
    }

    /// The certificate of the stage, which is its own CA.
    String pem() {
        try {
            byte[] last = certificate.chain().getLast().getEncoded();
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(last)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The same, as it stands in JSON.
    String pemInJson() {
        return pem().replace("\n", "\\n");
    }

    /// Ends the process: the JVM writes its cache then. A rehearsal that failed leaves none, and the build ends.
    static void end(Play play) {
        try {
            play.act();
            System.out.println("rehearsed");
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            System.err.println("the rehearsal failed; what the program said is above");
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(0);
    }

    /// What is rehearsed.
    interface Play {
        void act() throws IOException, InterruptedException;
    }
}
