package antrea.serve.api;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.runtime.json.JsonText;
import antrea.serve.auth.AccessRequest;
import antrea.serve.auth.UserInfo;
import antrea.serve.codec.ProtobufException;
import antrea.serve.codec.WireFormat;
import antrea.serve.codec.WireObject;
import antrea.serve.codec.YamlText;
import antrea.serve.http.Accept;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import antrea.serve.resource.Creation;
import antrea.serve.resource.ListRequest;
import antrea.serve.resource.ObjectRequest;
import antrea.serve.resource.Resource;
import antrea.serve.resource.Subresource;
import antrea.serve.resource.Verbs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Answers requests on one resource, watches aside.
record ResourceEndpoint(Resource resource, WatchEndpoint watches) {
    ApiReply handle(ApiRequest request, AccessRequest.OnResource access, UserInfo user) {
        if (request.method().equals("HEAD")) {
            throw new StatusException(Status.methodNotAllowed());
        }
        if (resource.namespaced()
                && access.namespace().isEmpty()
                && !access.verb().equals("list")
                && !access.verb().equals("watch")) {
            throw new StatusException(Status.badRequest("Namespace parameter required."));
        }
        if (!access.subresource().isEmpty()) {
            return onSubresource(request, access, user);
        }
        return switch (access.verb()) {
            case "get" -> get(request, object(request, access, user));
            case "list" -> list(request, new ListRequest(access.namespace(), request.query(), user));
            case "watch" -> watches.watch(resource, request, access.namespace());
            case "create" -> create(request, object(request, access, user), need(resource.creation()));
            case "delete" -> delete(request, object(request, access, user));
            default -> throw new StatusException(Status.methodNotAllowed());
        };
    }

    private static ObjectRequest object(ApiRequest request, AccessRequest.OnResource access, UserInfo user) {
        return new ObjectRequest(access.namespace(), access.name(), request.query(), user);
    }

    private static <T> T need(Optional<T> verb) {
        return verb.orElseThrow(() -> new StatusException(Status.methodNotAllowed()));
    }

    private ApiReply get(ApiRequest request, ObjectRequest wanted) {
        Verbs.Getter getter = need(resource.getter());
        Accept.Choice choice = Accept.of(request.headers()).choose(resource.formats(), true);
        WireObject found = getter.get(wanted).orElseThrow(() -> notFound(wanted));
        return choice.isTable() ? table(request, choice, List.of(found)) : whole(200, choice.format(), found);
    }

    private ApiReply delete(ApiRequest request, ObjectRequest wanted) {
        Verbs.Deleter deleter = need(resource.deleter());
        Accept.Choice choice = Accept.of(request.headers()).choose(resource.formats(), false);
        return whole(200, choice.format(), deleter.delete(wanted).orElseThrow(() -> notFound(wanted)));
    }

    private StatusException notFound(ObjectRequest wanted) {
        return new StatusException(Status.notFound(resource.kind().group(), resource.errorName(), wanted.name()));
    }

    private ApiReply list(ApiRequest request, ListRequest wanted) {
        Verbs.Lister lister = need(resource.lister());
        Accept.Choice choice = Accept.of(request.headers()).choose(resource.formats(), true);
        checkMatch(request);
        FieldSelector.parse(request.query().first("fieldSelector"), resource.fieldLabels());
        LabelSelector labels =
                LabelSelector.parse(request.query().first("labelSelector").orElse(""));
        List<WireObject> selected = new ArrayList<>();
        for (WireObject object : lister.list(wanted)) {
            if (labels.requirements().isEmpty() || labels.matches(object.labels())) {
                selected.add(object);
            }
        }
        return choice.isTable()
                ? table(request, choice, selected)
                : ApiReply.of(
                        200, choice.format().mediaType(), ListBody.encode(choice.format(), resource.kind(), selected));
    }

    /// `resourceVersionMatch` is checked although versions mean nothing here: the generic validation comes first.
    private static void checkMatch(ApiRequest request) {
        boolean match =
                !request.query().first("resourceVersionMatch").orElse("").isEmpty();
        boolean version = !request.query().first("resourceVersion").orElse("").isEmpty();
        if (match && !version) {
            throw new StatusException(Status.invalid(
                    "meta.k8s.io",
                    "ListOptions",
                    "",
                    "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is"
                            + " provided"));
        }
    }

    private ApiReply table(ApiRequest request, Accept.Choice choice, List<WireObject> objects) {
        String include = request.query().first("includeObject").orElse("Metadata");
        Json.Obj table = resource.table().render(objects, choice.tableVersion(), include);
        String text = choice.format() == WireFormat.YAML ? YamlText.write(table) : JsonText.write(table);
        return ApiReply.of(200, choice.format().mediaType(), text.getBytes(StandardCharsets.UTF_8));
    }

    private ApiReply onSubresource(ApiRequest request, AccessRequest.OnResource access, UserInfo user) {
        Subresource sub = resource.subresources().stream()
                .filter(s -> s.name().equals(access.subresource()))
                .findFirst()
                .orElseThrow(() -> new StatusException(Status.notFound(
                        resource.kind().group(), resource.name() + "/" + access.subresource(), access.name())));
        ObjectRequest wanted = object(request, access, user);
        return switch (access.verb()) {
            case "get" -> need(sub.getter()).get(wanted);
            case "create" -> create(request, wanted, need(sub.creation()));
            default -> throw new StatusException(Status.methodNotAllowed());
        };
    }

    private ApiReply create(ApiRequest request, ObjectRequest wanted, Creation<?> creation) {
        Accept.Choice choice = Accept.of(request.headers()).choose(List.of(WireFormat.values()), false);
        WireFormat sent = sentFormat(request);
        byte[] body = request.readBody();
        try {
            return whole(201, choice.format(), creation.create(wanted, sent, body));
        } catch (JsonException | ProtobufException | IllegalArgumentException e) {
            throw new StatusException(Status.badRequest(String.valueOf(e.getMessage())), e);
        }
    }

    private static WireFormat sentFormat(ApiRequest request) {
        String type = request.headers().first("Content-Type").orElse("application/json");
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (bare.equals(WireFormat.JSON.mediaType())) {
            return WireFormat.JSON;
        }
        if (bare.equals(WireFormat.PROTOBUF.mediaType())) {
            return WireFormat.PROTOBUF;
        }
        throw new StatusException(Status.unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: application/json,"
                        + " application/vnd.kubernetes.protobuf"));
    }

    /// Kinds without protobuf form go out in JSON, whatever was asked for: the client reads the content type.
    private static ApiReply whole(int code, WireFormat format, WireObject object) {
        return object.encode(format)
                .map(body -> ApiReply.of(code, format.mediaType(), body))
                .orElseGet(() -> ApiReply.json(code, object.json()));
    }
}
