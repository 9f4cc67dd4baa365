package antrea.serve.tls;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The certificate in use now. A new one serves all connections opened from then on; open ones stay.
public final class CertificateHolder implements Supplier<ServingCertificate> {
    private final AtomicReference<ServingCertificate> current;

    public CertificateHolder(ServingCertificate first) {
        this.current = new AtomicReference<>(first);
    }

    @Override
    public ServingCertificate get() {
        return current.get();
    }

    public void replace(ServingCertificate next) {
        current.set(next);
    }
}
