package antrea.runtime.health;

import java.util.Optional;
import java.util.function.Supplier;

/// One condition of being well.
///
/// @param failure why it is not well, empty when it is; asked at each probe, so it must answer at once
public record HealthCheck(String name, Supplier<Optional<String>> failure) {
    /// Always well: the process answers.
    public static final HealthCheck PING = new HealthCheck("ping", Optional::empty);
}
