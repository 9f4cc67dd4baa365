import antrea.agent.config.AgentConfig;
import antrea.kube.access.ApiAccess;
import antrea.kube.access.TextSource;
import antrea.kube.client.ApiException;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.KubeClient;
import antrea.kube.client.Pause;
import antrea.kube.client.Selection;
import antrea.kube.resource.Resources;
import antrea.linux.LinuxException;
import antrea.linux.command.CommandRunner;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.net.IpFamily;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.auth.AuthenticatorChain;
import antrea.serve.auth.DelegatedAuthorizer;
import antrea.serve.auth.LoopbackToken;
import antrea.serve.cluster.KubeApiObjects;
import antrea.serve.http.JdkListener;
import antrea.serve.http.ListenerAddress;
import antrea.serve.tls.SelfSigned;
import antrea.serve.tls.ServingCertificate;
import antrea.serve.tls.TlsPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an agent does at its start, with itself for a partner: TLS both ways, netlink, a child process, a
/// configuration, a log line. What the JVM loads and links meanwhile goes into the AOT cache. A build tool.
public final class Rehearsal implements Runnable {
    private static final String CONFIGURATION = """
            featureGates:
              AntreaPolicy: true
            trafficEncapMode: encap
            antreaProxy:
              proxyAll: true
            transportInterface: eth0
            """;

    @Override
    public void run() {
        System.getLogger(Rehearsal.class.getName()).log(Logger.Level.INFO, "rehearsing, processors={0}", 1);
        AgentConfig.read(CONFIGURATION, "rehearsal", Map.of());
        kernel();
        switchSocket();
        cluster();
    }

    private static void kernel() {
        try (NamespaceThread threads = NamespaceThread.start();
                Rtnetlink host = Rtnetlink.open()) {
            host.links();
            host.addresses();
            for (IpFamily family : IpFamily.values()) {
                host.routes(family);
                host.neighbours(family);
                host.rules(family);
            }
        } catch (LinuxException e) {
            throw new IllegalStateException("the image must be built as root on Linux", e);
        }
        new CommandRunner(List.of(), Duration.ofSeconds(10)).run(List.of("/usr/bin/sh", "-c", "cat"), "text");
    }

    private static void switchSocket() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of("/nobody-listens-here"));
        } catch (IOException _) {
            return; // as it should be
        }
    }

    private static void cluster() {
        ServingCertificate certificate = new SelfSigned(
                        "rehearsal", List.of("localhost"), List.of("127.0.0.1"), SelfSigned.KeyKind.EC_P256)
                .create(Instant.now());
        KubeClient nobody = client(1, "", certificate);
        LoopbackToken token = LoopbackToken.create();
        ApiServerBuilder server = new ApiServerBuilder(
                new AuthenticatorChain(List.of(token)),
                new DelegatedAuthorizer(new KubeApiObjects(nobody), Set.of("/readyz"), System::nanoTime));
        try (JdkListener listener = JdkListener.start(
                new ListenerAddress("127.0.0.1", 0), TlsPolicy.standard(), () -> certificate, server.title("rehearsal").build())) {
            KubeClient client = client(listener.port(), token.text(), certificate);
            Thread asking = Thread.startVirtualThread(() -> ask(client));
            asking.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void ask(KubeClient client) {
        try {
            client.list(Resources.NODES, Selection.ALL);
        } catch (ApiException | UncheckedIOException _) {
            return; // we serve no Nodes
        }
    }

    private static KubeClient client(int port, String token, ServingCertificate certificate) {
        ApiAccess access = ApiAccess.of(ApiAccess.https("127.0.0.1", port))
                .withCa(TextSource.inline(pem(certificate)))
                .withToken(TextSource.inline(token));
        return new KubeClient(new ApiTransport(access), Pause.ofThread());
    }

    private static String pem(ServingCertificate certificate) {
        try {
            byte[] last = certificate.chain().getLast().getEncoded();
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(last)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
