package antrea.runtime.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
    private static final HealthCheck BAD = new HealthCheck("ovs", () -> Optional.of("no connection"));
    private final HealthChecks good = new HealthChecks("livez", List.of(HealthCheck.PING));
    private final HealthChecks bad = new HealthChecks("readyz", List.of(HealthCheck.PING, BAD));

    @Test
    void wellIsOneWordUnlessDetailsAreWanted() {
        assertEquals(new HealthChecks.Answer(200, "ok"), good.answer(false, Set.of()));
        assertEquals(new HealthChecks.Answer(200, "[+]ping ok\nlivez check passed\n"), good.answer(true, Set.of()));
    }

    @Test
    void failureNamesTheCheckAndKeepsTheReasonToItself() {
        assertEquals(
                new HealthChecks.Answer(500, "[+]ping ok\n[-]ovs failed: reason withheld\nreadyz check failed\n"),
                bad.answer(false, Set.of()));
    }

    @Test
    void checksCanBeExcluded() {
        assertEquals(
                new HealthChecks.Answer(
                        200,
                        "[+]ping ok\n[+]ovs excluded: ok\nwarn: some health checks cannot be excluded: "
                                + "no matches for \"other\"\nreadyz check passed\n"),
                bad.answer(true, Set.of("ovs", "other")));
    }

    @Test
    void eachCheckCanBeAskedAlone() {
        assertEquals(Optional.of(new HealthChecks.Answer(200, "ok")), bad.answer("ping"));
        assertEquals(
                Optional.of(new HealthChecks.Answer(500, "internal server error: no connection\n")), bad.answer("ovs"));
        assertEquals(Optional.empty(), bad.answer("other"));
    }

    @Test
    void checkThatThrowsIsAFailure() {
        HealthChecks broken = new HealthChecks("livez", List.of(new HealthCheck("x", () -> {
            throw new IllegalStateException("boom");
        })));
        assertEquals(500, broken.answer(false, Set.of()).code());
        assertTrue(broken.answer("x").orElseThrow().text().contains("boom"));
    }
}
