package antrea.serve.http;

import antrea.runtime.json.Json;
import antrea.serve.codec.ObjectKind;
import antrea.serve.codec.ProtobufCodec;
import antrea.serve.codec.ProtobufWriter;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// metav1.Status: how Kubernetes says no (and sometimes yes). `reason` is one of the words of metav1.StatusReason.
public record Status(int code, String reason, String message, Optional<Details> details) {
    /// What the refusal is about; `kind` is the resource. Empty texts and 0 mean "not set".
    public record Details(String name, String group, String kind, int retryAfterSeconds) {}

    public static Status success() {
        return plain(200, "", "");
    }

    /// What a client gets for a create that leaves no object behind.
    public static Status created() {
        return plain(201, "", "");
    }

    public static Status badRequest(String message) {
        return plain(400, "BadRequest", message);
    }

    public static Status unauthorized() {
        return plain(401, "Unauthorized", "Unauthorized");
    }

    public static Status forbidden(String group, String resource, String name, String detail) {
        String what = qualified(group, resource) + (name.isEmpty() ? "" : " \"" + name + "\"");
        String message = (what.isEmpty() ? "forbidden: " : what + " is forbidden: ") + detail;
        return new Status(403, "Forbidden", message, Optional.of(new Details(name, group, resource, 0)));
    }

    public static Status notFound(String group, String resource, String name) {
        return new Status(
                404,
                "NotFound",
                qualified(group, resource) + " \"" + name + "\" not found",
                Optional.of(new Details(name, group, resource, 0)));
    }

    public static Status methodNotAllowed() {
        return plain(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    public static Status notAcceptable(String message) {
        return plain(406, "NotAcceptable", message);
    }

    public static Status tooLarge(String message) {
        return plain(413, "RequestEntityTooLarge", "Request entity is too large: " + message);
    }

    public static Status unsupportedMediaType(String message) {
        return plain(415, "UnsupportedMediaType", message);
    }

    public static Status invalid(String group, String kind, String name, String message) {
        String text = kind + (group.isEmpty() ? "" : "." + group) + " \"" + name + "\" is invalid: " + message;
        return new Status(422, "Invalid", text, Optional.of(new Details(name, group, kind, 0)));
    }

    public static Status tooManyRequests() {
        return new Status(
                429,
                "TooManyRequests",
                "too many requests, please try again later",
                Optional.of(new Details("", "", "", 1)));
    }

    public static Status internalError(String message) {
        return plain(500, "InternalError", "Internal error occurred: " + message);
    }

    public static Status unavailable(String message) {
        return plain(503, "ServiceUnavailable", message);
    }

    public static Status timeout(String message) {
        return plain(504, "Timeout", message);
    }

    private static Status plain(int code, String reason, String message) {
        return new Status(code, reason, message, Optional.empty());
    }

    private static String qualified(String group, String resource) {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    public boolean isSuccess() {
        return code < 400;
    }

    OptionalInt retryAfterSeconds() {
        int seconds = details.map(Details::retryAfterSeconds).orElse(0);
        return seconds > 0 ? OptionalInt.of(seconds) : OptionalInt.empty();
    }

    /// JSON and protobuf (apimachinery pkg/apis/meta/v1 generated.proto, message Status).
    public enum Codec implements ProtobufCodec<Status> {
        INSTANCE;

        private static final ObjectKind KIND = new ObjectKind("", "v1", "Status");

        @Override
        public ObjectKind kind() {
            return KIND;
        }

        @Override
        public Json.Obj toJson(Status value) {
            SequencedMap<String, Json> out = new LinkedHashMap<>();
            out.put("metadata", Json.Obj.EMPTY);
            out.put("status", Json.of(value.isSuccess() ? "Success" : "Failure"));
            putUnlessEmpty(out, "message", value.message);
            putUnlessEmpty(out, "reason", value.reason);
            value.details.ifPresent(d -> out.put("details", json(d)));
            out.put("code", Json.of(value.code));
            return new Json.Obj(out);
        }

        private static Json json(Details details) {
            SequencedMap<String, Json> out = new LinkedHashMap<>();
            putUnlessEmpty(out, "name", details.name);
            putUnlessEmpty(out, "group", details.group);
            putUnlessEmpty(out, "kind", details.kind);
            if (details.retryAfterSeconds > 0) {
                out.put("retryAfterSeconds", Json.of(details.retryAfterSeconds));
            }
            return new Json.Obj(out);
        }

        private static void putUnlessEmpty(SequencedMap<String, Json> out, String name, String value) {
            if (!value.isEmpty()) {
                out.put(name, Json.of(value));
            }
        }

        @Override
        public void writeProtobuf(Status value, ProtobufWriter out) {
            out.message(1, list -> {
                list.text(1, "");
                list.text(2, "");
                list.text(3, "");
            });
            out.text(2, value.isSuccess() ? "Success" : "Failure");
            out.text(3, value.message);
            out.text(4, value.reason);
            value.details.ifPresent(d -> out.message(5, details -> {
                details.text(1, d.name);
                details.text(2, d.group);
                details.text(3, d.kind);
                details.integer(5, d.retryAfterSeconds);
                details.text(6, "");
            }));
            out.integer(6, value.code);
        }
    }
}
