package antrea.serve.tls;

import antrea.kube.client.Pause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Keeps the certificate in use up to date: a thread that sleeps until the source wants to be asked again.
public final class CertificateRenewal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CertificateRenewal.class.getName());
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final CertificateSource source;
    private final InstantSource clock;
    private final Pause pause;
    private final CertificateHolder holder;
    private final AtomicReference<CertificateSource.Loaded> current;
    private final AtomicReference<Optional<Thread>> thread = new AtomicReference<>(Optional.empty());

    /// Loads the first certificate. Throws [CertificateSource.CertificateException] when there is none.
    public CertificateRenewal(CertificateSource source, InstantSource clock, Pause pause) {
        this.source = source;
        this.clock = clock;
        this.pause = pause;
        this.current = new AtomicReference<>(source.load(clock.instant()));
        this.holder = new CertificateHolder(current.get().certificate());
    }

    /// What the listener serves.
    public CertificateHolder certificates() {
        return holder;
    }

    /// The CA certificates by which clients verify the one in use, in PEM.
    public String caBundle() {
        return current.get().caBundle();
    }

    /// Begins to renew; `caChanged` is told each new CA bundle.
    public void start(Consumer<String> caChanged) {
        thread.set(Optional.of(Thread.ofVirtual().name("certificate-renewal").start(() -> run(caChanged))));
    }

    private void run(Consumer<String> caChanged) {
        while (true) {
            Duration sleep = current.get().untilNextLook(clock.instant());
            if (!pause.sleep(sleep.compareTo(SHORTEST) < 0 ? SHORTEST : sleep)) {
                return;
            }
            try {
                look(caChanged);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "cannot renew the certificate", e);
                if (!pause.sleep(AFTER_FAULT)) {
                    return;
                }
            }
        }
    }

    private void look(Consumer<String> caChanged) {
        CertificateSource.Loaded before = current.get();
        CertificateSource.Loaded after = source.renew(before, clock.instant());
        current.set(after);
        if (!after.certificate().chain().equals(before.certificate().chain())
                || !after.certificate().key().equals(before.certificate().key())) {
            holder.replace(after.certificate());
        }
        if (!after.caBundle().equals(before.caBundle())) {
            caChanged.accept(after.caBundle());
        }
    }

    @Override
    public void close() {
        thread.getAndSet(Optional.empty()).ifPresent(Thread::interrupt);
    }
}
