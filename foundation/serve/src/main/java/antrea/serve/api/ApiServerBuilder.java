package antrea.serve.api;

import antrea.runtime.health.HealthCheck;
import antrea.runtime.health.HealthChecks;
import antrea.runtime.json.Json;
import antrea.serve.auth.Authenticator;
import antrea.serve.auth.Authorizer;
import antrea.serve.http.ApiHandler;
import antrea.serve.resource.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Collects the parts of an [ApiServer].
public final class ApiServerBuilder {
    /// As the Kubernetes API server: reading and writing requests in work at once.
    private static final int MAX_READING = 400;

    private static final int MAX_WRITING = 200;

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final List<Resource> resources = new ArrayList<>();
    private final Map<String, ApiHandler> handlers = new HashMap<>();
    private final Map<String, Json.Obj> definitions = new HashMap<>();
    private final List<HealthCheck> alive = new ArrayList<>(List.of(HealthCheck.PING));
    private final List<HealthCheck> ready = new ArrayList<>();
    private String title = "Generic API Server";
    private int maxReading = MAX_READING;
    private int maxWriting = MAX_WRITING;
    private Duration probeInterval = Duration.ofSeconds(15);

    public ApiServerBuilder(Authenticator authenticator, Authorizer authorizer) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
    }

    /// The title in the OpenAPI documents.
    public ApiServerBuilder title(String name) {
        title = name;
        return this;
    }

    public ApiServerBuilder resource(Resource resource) {
        resources.add(resource);
        return this;
    }

    /// A further endpoint, authorised as a non-resource URL. A path that ends in a slash stands for all below it.
    public ApiServerBuilder path(String path, ApiHandler handler) {
        handlers.put(path, handler);
        return this;
    }

    /// An OpenAPI v2 schema to which the schemas of resources refer.
    public ApiServerBuilder definition(String name, Json.Obj schema) {
        definitions.put(name, schema);
        return this;
    }

    /// A check of `/healthz`, `/livez` and `/readyz`.
    public ApiServerBuilder check(HealthCheck check) {
        alive.add(check);
        return this;
    }

    /// A check of `/readyz` alone.
    public ApiServerBuilder readyCheck(HealthCheck check) {
        ready.add(check);
        return this;
    }

    /// Other limits than 400 reading and 200 writing requests at once.
    public ApiServerBuilder limits(int reading, int writing) {
        maxReading = reading;
        maxWriting = writing;
        return this;
    }

    /// After how long without events a watch finds out whether its client is still there, if not 15 s.
    public ApiServerBuilder probeInterval(Duration time) {
        probeInterval = time;
        return this;
    }

    public ApiServer build() {
        List<HealthCheck> all = new ArrayList<>(alive);
        all.addAll(ready);
        Map<String, ApiHandler> paths = new HashMap<>(handlers);
        for (HealthChecks checks : List.of(
                new HealthChecks("healthz", alive),
                new HealthChecks("livez", alive),
                new HealthChecks("readyz", all))) {
            HealthEndpoint endpoint = new HealthEndpoint(checks);
            endpoint.paths().forEach(path -> paths.put(path, endpoint));
        }
        WatchEndpoint watches = new WatchEndpoint(new Random(), probeInterval);
        Map<String, ResourceEndpoint> endpoints = new HashMap<>();
        for (Resource resource : resources) {
            endpoints.put(
                    resource.kind().apiVersion() + "/" + resource.name(), new ResourceEndpoint(resource, watches));
        }
        Routes routes =
                new Routes(endpoints, paths, new Discovery(resources), new OpenApi(title, resources, definitions));
        return new ApiServer(authenticator, authorizer, new InFlightLimits(maxReading, maxWriting), routes);
    }
}
