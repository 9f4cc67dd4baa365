package antrea.runtime.health;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The checks behind one endpoint.
///
/// @param endpoint `livez`, `readyz` or `healthz`
public record HealthChecks(String endpoint, List<HealthCheck> checks) {
    private static final System.Logger LOG = System.getLogger(HealthChecks.class.getName());

    /// What to answer.
    ///
    /// @param code HTTP status code
    public record Answer(int code, String text) {}

    public HealthChecks {
        checks = List.copyOf(checks);
    }

    /// The answer to the endpoint itself. Reasons of failures go to the log, not to the caller, who may be
    /// anybody.
    public Answer answer(boolean verbose, Set<String> excluded) {
        StringBuilder report = new StringBuilder();
        Set<String> unmatched = new LinkedHashSet<>(excluded);
        List<String> failures = new ArrayList<>();
        for (HealthCheck check : checks) {
            if (unmatched.remove(check.name()) || excluded.contains(check.name())) {
                report.append("[+]").append(check.name()).append(" excluded: ok\n");
                continue;
            }
            Optional<String> failure = failure(check);
            report.append(failure.isPresent() ? "[-]" : "[+]").append(check.name());
            report.append(failure.isPresent() ? " failed: reason withheld\n" : " ok\n");
            failure.ifPresent(why -> failures.add(check.name() + ": " + why));
        }
        if (!unmatched.isEmpty()) {
            report.append("warn: some health checks cannot be excluded: no matches for ");
            report.append(String.join(
                            ",", unmatched.stream().map(n -> '"' + n + '"').toList()))
                    .append('\n');
        }
        if (!failures.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "Health check failed, endpoint={0} failures={1}", endpoint, failures);
            return new Answer(500, report + endpoint + " check failed\n");
        }
        return new Answer(200, verbose ? report + endpoint + " check passed\n" : "ok");
    }

    /// The answer to the endpoint of one check, empty when there is none of that name.
    public Optional<Answer> answer(String checkName) {
        for (HealthCheck check : checks) {
            if (check.name().equals(checkName)) {
                return Optional.of(failure(check)
                        .map(why -> new Answer(500, "internal server error: " + why + "\n"))
                        .orElse(new Answer(200, "ok")));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> failure(HealthCheck check) {
        try {
            return check.failure().get();
        } catch (RuntimeException e) {
            return Optional.of("the check itself failed: " + e);
        }
    }
}
