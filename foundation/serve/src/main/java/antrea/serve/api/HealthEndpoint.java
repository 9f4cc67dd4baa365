package antrea.serve.api;

import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `/healthz`, `/livez` or `/readyz`: all checks at once with `?verbose` and `?exclude=name`, and one path below per
/// check, in the words of the Kubernetes API server.
record HealthEndpoint(String name, List<HealthCheck> checks) implements ApiHandler {
    private static final System.Logger LOG = System.getLogger(HealthEndpoint.class.getName());

    HealthEndpoint {
        checks = List.copyOf(checks);
    }

    String path() {
        return "/" + name;
    }

    @Override
    public ApiReply handle(ApiRequest request) {
        return request.path().equals(path()) ? all(request) : one(request.path().substring(path().length() + 1));
    }

    /// Whether the path is this one or that of one of its checks.
    boolean serves(String requested) {
        return requested.equals(path())
                || checks.stream().anyMatch(c -> requested.equals(path() + "/" + c.name()));
    }

    private ApiReply one(String check) {
        for (HealthCheck c : checks) {
            if (c.name().equals(check)) {
                return c.failure()
                        .get()
                        .map(why -> text(500, "internal server error: " + why + "\n"))
                        .orElseGet(() -> text(200, "ok"));
            }
        }
        throw new IllegalStateException("no such check: " + check);
    }

    private ApiReply all(ApiRequest request) {
        Set<String> excluded = new LinkedHashSet<>(request.query().all("exclude"));
        List<String> failed = new ArrayList<>();
        StringBuilder report = new StringBuilder();
        for (HealthCheck check : checks) {
            if (excluded.remove(check.name())) {
                report.append("[+]").append(check.name()).append(" excluded: ok\n");
                continue;
            }
            Optional<String> failure = check.failure().get();
            if (failure.isPresent()) {
                failed.add(check.name() + ": " + failure.get());
                report.append("[-]").append(check.name()).append(" failed: reason withheld\n");
            } else {
                report.append("[+]").append(check.name()).append(" ok\n");
            }
        }
        excluded.removeIf(String::isEmpty);
        if (!excluded.isEmpty()) {
            report.append("warn: some health checks cannot be excluded: no matches for \"")
                    .append(String.join("\",\"", excluded))
                    .append("\"\n");
        }
        if (!failed.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "health check failed endpoint={0} checks={1}", name, failed);
            return text(500, report + name + " check failed\n");
        }
        boolean verbose = request.query().first("verbose").isPresent();
        return text(200, verbose ? report + name + " check passed\n" : "ok");
    }

    private static ApiReply text(int code, String text) {
        ApiReply out = ApiReply.text(code, text);
        out.headers().add("X-Content-Type-Options", "nosniff");
        return out;
    }
}
