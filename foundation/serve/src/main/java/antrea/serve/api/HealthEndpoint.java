package antrea.serve.api;

import antrea.runtime.health.HealthCheck;
import antrea.runtime.health.HealthChecks;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// `/healthz`, `/livez` or `/readyz`: all checks at once with `?verbose` and `?exclude=name`, and one path below
/// per check, as the Kubernetes API server has them.
record HealthEndpoint(HealthChecks checks) implements ApiHandler {
    String path() {
        return "/" + checks.endpoint();
    }

    /// This path and those of the single checks.
    List<String> paths() {
        List<String> out = new java.util.ArrayList<>(List.of(path()));
        for (HealthCheck check : checks.checks()) {
            out.add(path() + "/" + check.name());
        }
        return out;
    }

    @Override
    public ApiReply handle(ApiRequest request) {
        if (!request.path().equals(path())) {
            String name = request.path().substring(path().length() + 1);
            return checks.answer(name).map(HealthEndpoint::reply).orElseThrow();
        }
        Set<String> excluded = new LinkedHashSet<>(request.query().all("exclude"));
        excluded.remove("");
        return reply(checks.answer(request.query().first("verbose").isPresent(), excluded));
    }

    private static ApiReply reply(HealthChecks.Answer answer) {
        ApiReply out = ApiReply.text(answer.code(), answer.text());
        out.headers().add("X-Content-Type-Options", "nosniff");
        return out;
    }
}
