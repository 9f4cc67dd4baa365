package antrea.serve.api;

import antrea.runtime.json.Json;
import antrea.serve.auth.AccessRequest;
import antrea.serve.http.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which part of the server answers which path.
///
/// @param resources by "group/version/resource"
/// @param handlers by path; a path that ends in a slash stands for all below it
record Routes(
        Map<String, ResourceEndpoint> resources,
        Map<String, ApiHandler> handlers,
        Discovery discovery,
        OpenApi openApi) {
    Routes {
        resources = Map.copyOf(resources);
        handlers = Map.copyOf(handlers);
    }

    Optional<ResourceEndpoint> resource(AccessRequest.OnResource access) {
        return Optional.ofNullable(resources.get(access.group() + "/" + access.version() + "/" + access.resource()));
    }

    Optional<ApiHandler> handler(String path) {
        ApiHandler exact = handlers.get(path);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            ApiHandler above = handlers.get(path.substring(0, slash + 1));
            if (above != null) {
                return Optional.of(above);
            }
        }
        return Optional.empty();
    }

    Optional<Json.Obj> document(String path) {
        return discovery.document(path).or(() -> openApi.document(path));
    }

    List<String> paths() {
        List<String> out = new ArrayList<>(handlers.keySet());
        discovery.paths().forEach(out::add);
        out.add("/openapi/v2");
        out.add("/openapi/v3");
        return out;
    }
}
