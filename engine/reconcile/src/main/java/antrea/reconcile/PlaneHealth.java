package antrea.reconcile;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// How a plane is doing. `lastSuccess`: when desired and actual were last found equal, refused keys aside.
/// `failing`: refused keys with the reason. `fault`: why the plane as a whole does not answer.
public record PlaneHealth(
        Optional<Instant> lastSuccess,
        int desiredCount,
        int pendingCount,
        Map<String, String> failing,
        Optional<String> fault) {
    public PlaneHealth {
        failing = Map.copyOf(failing);
    }

    public boolean isHealthy() {
        return fault.isEmpty() && failing.isEmpty();
    }
}
