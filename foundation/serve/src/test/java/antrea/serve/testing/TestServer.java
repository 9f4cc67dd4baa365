package antrea.serve.testing;

import antrea.runtime.health.HealthCheck;
import antrea.runtime.json.Json;
import antrea.serve.api.ApiServer;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.api.LogLevelEndpoint;
import antrea.serve.api.MetricsEndpoint;
import antrea.serve.auth.AuthenticatorChain;
import antrea.serve.auth.DelegatedAuthorizer;
import antrea.serve.auth.TokenReviewAuthenticator;
import antrea.serve.codec.BodyReader;
import antrea.serve.codec.ObjectMeta;
import antrea.serve.codec.ProtobufReader;
import antrea.serve.codec.WireObject;
import antrea.serve.http.HelidonListener;
import antrea.serve.http.Listener;
import antrea.serve.http.ListenerAddress;
import antrea.serve.http.Status;
import antrea.serve.resource.Resource;
import antrea.serve.resource.Subresource;
import antrea.serve.resource.Table;
import antrea.serve.resource.TableColumn;
import antrea.serve.tls.CertificateHolder;
import antrea.serve.tls.SelfSigned;
import antrea.serve.tls.ServingCertificate;
import antrea.serve.tls.TlsPolicy;
import antrea.serve.watch.WatchStore;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A whole server on a loopback port, with one resource `notes`. Token "agent" may use the notes, "root"
/// everything.
public final class TestServer implements AutoCloseable {
    public final WatchStore<Note> notes = new WatchStore<>(new Note.Patches(false));
    public final FakeCluster cluster = new FakeCluster();
    public final Deque<String> statuses = new ConcurrentLinkedDeque<>();
    public final AtomicInteger level = new AtomicInteger(3);
    public final AtomicBoolean ready = new AtomicBoolean();
    public final CertificateHolder certificates = new CertificateHolder(newCertificate());
    private final Listener listener;

    private TestServer() {
        cluster.token("agent", "agent").token("root", "root", "system:masters");
        for (String verb : List.of("get", "list", "watch", "delete")) {
            cluster.allow("agent", verb, "test.antrea.io/notes");
        }
        cluster.allow("agent", "create", "test.antrea.io/notes/status");
        ApiServer server = new ApiServerBuilder(
                        new AuthenticatorChain(List.of(new TokenReviewAuthenticator(cluster, System::nanoTime))),
                        new DelegatedAuthorizer(cluster, Set.of("/healthz", "/livez", "/readyz"), System::nanoTime))
                .title("Test")
                .probeInterval(Duration.ofMillis(50))
                .resource(resource())
                .path("/loglevel", new LogLevelEndpoint(level::get, level::set))
                .path("/metrics", new MetricsEndpoint(() -> "up 1\n"))
                .path("/broken", _ -> {
                    throw new IllegalStateException("on purpose");
                })
                .readyCheck(new HealthCheck(
                        "informer-sync", () -> ready.get() ? Optional.empty() : Optional.of("not synced")))
                .build();
        listener =
                HelidonListener.start(new ListenerAddress("127.0.0.1", 0), TlsPolicy.standard(), certificates, server);
    }

    public static TestServer start() {
        return new TestServer();
    }

    public static ServingCertificate newCertificate() {
        return new SelfSigned(
                        "antrea",
                        List.of("antrea", "antrea.kube-system.svc"),
                        List.of("127.0.0.1", "::1"),
                        SelfSigned.KeyKind.EC_P256)
                .create(Instant.now());
    }

    private Resource resource() {
        return Resource.of("notes", Note.Codec.INSTANCE)
                .errorName("note")
                .store(notes)
                .table(new Table(
                        List.of(
                                new TableColumn("Name", "string", "name", "Its name", 0),
                                TableColumn.text("Text", "Its text")),
                        json -> List.of(Json.of(json.object("metadata").text("name", "")), json.need("text"))))
                .subresource(Subresource.created(
                        "status", Note.KIND.withKind("NoteStatus"), new StatusReader(), (_, note) -> {
                            statuses.add(note.text());
                            return WireObject.of(Status.Codec.INSTANCE, Status.created());
                        }))
                .build();
    }

    private static final class StatusReader implements BodyReader<Note> {
        @Override
        public Note fromJson(Json.Obj body) {
            return new Note(body.object("metadata").text("name"), body.text("text"));
        }

        @Override
        public Note fromProtobuf(ProtobufReader body) {
            String name = "";
            String text = "";
            while (body.next()) {
                switch (body.field()) {
                    case 1 -> name = ObjectMeta.read(body.message()).name();
                    case 2 -> text = body.text();
                    default -> {} // skipped
                }
            }
            return new Note(name, text);
        }
    }

    public int port() {
        return listener.port();
    }

    public TestClient client(HttpClient.Version version) {
        return TestClient.of(certificates.get(), port(), version);
    }

    @Override
    public void close() {
        notes.closeWatches();
        listener.close();
    }
}
