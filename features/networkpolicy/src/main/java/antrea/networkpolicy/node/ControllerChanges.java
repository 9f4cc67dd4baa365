package antrea.networkpolicy.node;

import antrea.kube.client.ApiTransport;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The way to the controller, with an eye on whether it may be another one than before: it is at another place, or
/// a connection failed. Any thread.
final class ControllerChanges implements Supplier<ApiTransport> {
    private final Supplier<ApiTransport> controller;
    private final AtomicReference<Optional<ApiTransport>> last = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean changed = new AtomicBoolean();

    ControllerChanges(Supplier<ApiTransport> controller) {
        this.controller = controller;
    }

    @Override
    public ApiTransport get() {
        ApiTransport now = controller.get();
        Optional<ApiTransport> before = last.getAndSet(Optional.of(now));
        if (before.isPresent() && before.get() != now) {
            changed.set(true);
        }
        return now;
    }

    void failed() {
        changed.set(true);
    }

    /// Whether it may be another one than at the last call.
    boolean take() {
        return changed.getAndSet(false);
    }
}
