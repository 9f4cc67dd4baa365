package antrea.kube.client;

import antrea.kube.resource.TokenReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Status of a failed call (Kubernetes API, meta/v1 Status).
///
/// @param code HTTP status code
/// @param reason machine-readable word, for example `AlreadyExists`; empty when the server gave none
/// @param subject kind and name from the details, empty when the server gave none
/// @param causes one text each: `field: message (reason)`
/// @param retryAfter how long the server asks to wait
public record ErrorStatus(
        int code, String reason, String message, String subject, List<String> causes, Optional<Duration> retryAfter) {
    private static final int GONE = 410;

    public ErrorStatus {
        causes = List.copyOf(causes);
    }

    /// For answers that carry no Status.
    public static ErrorStatus of(int code, String message) {
        return new ErrorStatus(code, "", message, "", List.of(), Optional.empty());
    }

    /// The resource version that was asked for is too old to be served.
    public boolean expired() {
        return code == GONE || reason.equals("Expired") || reason.equals("Gone");
    }

    ErrorStatus withRetryAfter(Duration other) {
        return new ErrorStatus(code, reason, message, subject, causes, Optional.of(other));
    }

    ErrorStatus withCode(int other) {
        return new ErrorStatus(other, reason, message, subject, causes, retryAfter);
    }

    /// Reads a Status object. Throws [antrea.runtime.json.JsonException].
    public static ErrorStatus read(TokenReader in) {
        int code = 0;
        String reason = "";
        String message = "";
        Details details = Details.NONE;
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "code" -> code = in.integer();
                case "reason" -> reason = in.text();
                case "message" -> message = in.text();
                case "details" -> details = details(in);
                default -> in.skip();
            }
        }
        Optional<Duration> retryAfter = details.retryAfterSeconds() > 0
                ? Optional.of(Duration.ofSeconds(details.retryAfterSeconds()))
                : Optional.empty();
        return new ErrorStatus(code, reason, message, details.subject(), details.causes(), retryAfter);
    }

    private record Details(String subject, List<String> causes, int retryAfterSeconds) {
        static final Details NONE = new Details("", List.of(), 0);
    }

    private static Details details(TokenReader in) {
        String name = "";
        String kind = "";
        List<String> causes = new ArrayList<>();
        int retryAfterSeconds = 0;
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "name" -> name = in.text();
                case "kind" -> kind = in.text();
                case "retryAfterSeconds" -> retryAfterSeconds = in.integer();
                case "causes" -> {
                    in.beginArray();
                    while (in.nextElement()) {
                        causes.add(cause(in));
                    }
                }
                default -> in.skip();
            }
        }
        return new Details((kind + " " + name).strip(), causes, retryAfterSeconds);
    }

    private static String cause(TokenReader in) {
        String field = "";
        String message = "";
        String reason = "";
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "field" -> field = in.text();
                case "message" -> message = in.text();
                case "reason" -> reason = in.text();
                default -> in.skip();
            }
        }
        return (field.isEmpty() ? "" : field + ": ") + message + (reason.isEmpty() ? "" : " (" + reason + ")");
    }

    @Override
    public String toString() {
        return code + (reason.isEmpty() ? "" : " " + reason) + ": " + message + (causes.isEmpty() ? "" : " " + causes);
    }
}
