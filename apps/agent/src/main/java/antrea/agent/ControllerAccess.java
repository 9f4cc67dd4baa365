package antrea.agent;

import antrea.feature.KubeSources;
import antrea.graph.Calculation;
import antrea.graph.Source;
import antrea.graph.SourceId;
import antrea.kube.access.ApiAccess;
import antrea.kube.access.TextSource;
import antrea.kube.client.ApiTransport;
import antrea.kube.object.ConfigMap;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The way to antrea-controller: straight to the endpoint of its Service, since the Service itself is only
/// reachable once this agent has made it so. Its certificate is checked against the CA that it publishes.
final class ControllerAccess implements Supplier<ApiTransport> {
    static final SourceId<ObjectKey, ConfigMap> CONTROLLER_CA = SourceId.named("controller CA");
    private static final String SERVICE = "antrea";
    private static final String CA_CONFIG_MAP = "antrea-ca";
    private static final String CA_KEY = "ca.crt";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /// At the start somebody falls back on the last word of the controller, and Pods wait for that.
    private static final Duration PATIENCE_AT_START = Duration.ofSeconds(5);

    private record Known(Optional<ApiAccess> access) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Long> firstAsked = Optional.empty();
    private final String namespace;
    private final TextSource token;
    private final AtomicReference<String> ca = new AtomicReference<>("");
    private final AtomicReference<Known> endpoint = new AtomicReference<>(new Known(Optional.empty()));
    private final Queue<ApiTransport> left = new ArrayDeque<>();
    private final AtomicReference<Optional<ApiTransport>> transport = new AtomicReference<>(Optional.empty());

    ControllerAccess(String namespace, TextSource token) {
        this.namespace = namespace;
        this.token = token;
    }

    /// Keeps up with where the controller is.
    void wire(Calculation in) {
        Source<ObjectKey, EndpointSlice> slices = in.source(KubeSources.ENDPOINT_SLICES);
        ObjectKey service = new ObjectKey(namespace, SERVICE);
        slices.observe((_, before, after) -> {
            if (before.or(() -> after)
                            .filter(s -> s.serviceKey().equals(service))
                            .isPresent()
                    || after.filter(s -> s.serviceKey().equals(service)).isPresent()) {
                use(locate(slices, service));
            }
        });
        in.source(CONTROLLER_CA)
                .observe((key, _, after) -> after.filter(_ -> key.equals(new ObjectKey(namespace, CA_CONFIG_MAP)))
                        .ifPresent(c -> {
                            ca.set(c.data().getOrDefault(CA_KEY, ""));
                            tell();
                        }));
    }

    private Optional<ApiAccess> locate(Source<ObjectKey, EndpointSlice> slices, ObjectKey service) {
        for (EndpointSlice slice : slices.values()) {
            if (!slice.serviceKey().equals(service) || slice.ports().isEmpty()) {
                continue;
            }
            for (EndpointSlice.Endpoint e : slice.endpoints()) {
                if (e.conditions().ready() && !e.addresses().isEmpty()) {
                    IpAddress address = e.addresses().getFirst();
                    int port = slice.ports().getFirst().number();
                    return Optional.of(ApiAccess.of(ApiAccess.https(address.toString(), port))
                            .withServerName(SERVICE + "." + namespace + ".svc")
                            .withCa(new TextSource.Held(ca::get))
                            .withToken(token));
                }
            }
        }
        return Optional.empty();
    }

    private void use(Optional<ApiAccess> found) {
        Known before = endpoint.getAndSet(new Known(found));
        boolean moved = !before.access().map(ApiAccess::server).equals(found.map(ApiAccess::server));
        if (moved) {
            transport.getAndSet(found.map(ApiTransport::new)).ifPresent(left::add);
            tell();
        }
        if (found.isPresent()) {
            leave();
        }
    }

    /// Cuts what still hangs on a controller that is elsewhere now: of a Node that lost its power no connection
    /// ends by itself. One that is only not ready is left alone, since it may still have something to say.
    private void leave() {
        for (ApiTransport old = left.poll(); old != null; old = left.poll()) {
            Thread.ofVirtual().name("leave-controller").start(old::close);
        }
    }

    /// Waits until the controller is somewhere, so that nobody sleeps through its coming. Throws
    /// [UncheckedIOException] saying what is missing after a while.
    @Override
    public ApiTransport get() {
        lock.lock();
        try {
            long now = System.nanoTime();
            firstAsked = firstAsked.or(() -> Optional.of(now));
            long atStart = firstAsked.orElse(now) + PATIENCE_AT_START.toNanos() - now;
            long left = atStart > 0 ? atStart : PATIENCE.toNanos();
            while (left > 0 && (ca.get().isEmpty() || transport.get().isEmpty())) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        if (ca.get().isEmpty()) {
            throw new UncheckedIOException(new IOException(
                    "the controller has not published its CA yet (ConfigMap " + namespace + "/" + CA_CONFIG_MAP + ")"));
        }
        return transport
                .get()
                .orElseThrow(() -> new UncheckedIOException(new IOException("no ready endpoint of Service " + namespace
                        + "/" + SERVICE + "; is antrea-controller running?")));
    }

    private void tell() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
