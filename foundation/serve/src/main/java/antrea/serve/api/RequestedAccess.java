package antrea.serve.api;

import antrea.serve.auth.AccessRequest;
import antrea.serve.http.ApiRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a request asks to do with what, read from method, path and query the way the API server reads them.
sealed interface RequestedAccess {
    AccessRequest access();

    /// `/apis/group/version[/namespaces/ns]/resource[/name[/subresource]]`.
    record OnResource(AccessRequest.OnResource access) implements RequestedAccess {}

    /// Anything else.
    record OnPath(AccessRequest.OnPath access) implements RequestedAccess {}

    static RequestedAccess of(ApiRequest request) {
        List<String> parts =
                List.of(request.path().substring(1).split("/", 16)); // deeper paths are no resources anyway
        boolean onResource = parts.size() >= 4 && parts.getFirst().equals("apis") && !parts.contains("");
        if (!onResource) {
            return new OnPath(new AccessRequest.OnPath(request.method().toLowerCase(Locale.ROOT), request.path()));
        }
        boolean inNamespace = parts.size() >= 6 && parts.get(3).equals("namespaces");
        int at = inNamespace ? 5 : 3;
        String name = part(parts, at + 1);
        String verb = verb(request, name.isEmpty());
        if (name.isEmpty() && (verb.equals("list") || verb.equals("watch"))) {
            name = nameInFieldSelector(request).orElse("");
        }
        return new OnResource(new AccessRequest.OnResource(
                verb,
                parts.get(1),
                parts.get(2),
                parts.get(at),
                part(parts, at + 2),
                inNamespace ? parts.get(4) : "",
                name));
    }

    private static String part(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    private static String verb(ApiRequest request, boolean onCollection) {
        return switch (request.method()) {
            case "GET", "HEAD" -> {
                if (!onCollection) {
                    yield "get";
                }
                yield request.query().flag("watch") ? "watch" : "list";
            }
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> onCollection ? "deletecollection" : "delete";
            default -> request.method().toLowerCase(Locale.ROOT);
        };
    }

    private static Optional<String> nameInFieldSelector(ApiRequest request) {
        return request.query().first("fieldSelector").flatMap(text -> {
            for (FieldSelector.Term term : FieldSelector.parse(text)) {
                if (term.label().equals("metadata.name") && term.equal()) {
                    return Optional.of(term.value());
                }
            }
            return Optional.empty();
        });
    }
}
