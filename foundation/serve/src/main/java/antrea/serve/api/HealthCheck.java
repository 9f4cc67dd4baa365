package antrea.serve.api;

import java.util.Optional;
import java.util.function.Supplier;

/// Something that must be in order. `failure` says what is wrong, empty if nothing; it must answer at once.
public record HealthCheck(String name, Supplier<Optional<String>> failure) {
    /// Always in order: the process answers.
    public static HealthCheck ping() {
        return new HealthCheck("ping", Optional::empty);
    }
}
