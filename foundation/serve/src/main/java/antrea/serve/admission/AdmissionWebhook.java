package antrea.serve.admission;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.runtime.json.JsonText;
import antrea.serve.auth.UserInfo;
import antrea.serve.codec.ObjectKind;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// An admission webhook: AdmissionReview of admission.k8s.io v1 and v1beta1 in, the same with a response out. What
/// `judge` throws becomes 500, upon which the cluster acts by its failure policy; a body that is no review becomes
/// 400.
public record AdmissionWebhook(Function<AdmissionRequest, AdmissionResponse> judge) implements ApiHandler {
    @Override
    public ApiReply handle(ApiRequest request) {
        Json.Obj review = Reviews.read(request, "admission.k8s.io", "AdmissionReview");
        String uid;
        AdmissionRequest asked;
        try {
            Json.Obj body = review.need("request").asObject("request");
            uid = body.text("uid");
            asked = decode(body);
        } catch (JsonException | IllegalArgumentException e) {
            throw new StatusException(Status.badRequest("not an AdmissionReview: " + e.getMessage()), e);
        }
        return Reviews.answer(review, response(uid, judge.apply(asked)));
    }

    private static AdmissionRequest decode(Json.Obj body) {
        Json.Obj kind = body.object("kind");
        return new AdmissionRequest(
                AdmissionRequest.Operation.valueOf(body.text("operation")),
                new ObjectKind(kind.text("group", ""), kind.text("version", ""), kind.text("kind", "")),
                body.object("resource").text("resource", ""),
                body.text("namespace", ""),
                body.text("name", ""),
                body.get("object").map(o -> o.asObject("object")),
                body.get("oldObject").map(o -> o.asObject("oldObject")),
                user(body.object("userInfo")));
    }

    private static UserInfo user(Json.Obj user) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        user.object("extra").members().forEach((key, values) -> extra.put(key, texts(values.asList("extra"))));
        return new UserInfo(user.text("username", ""), user.text("uid", ""), texts(user.list("groups")), extra);
    }

    private static List<String> texts(List<Json> values) {
        List<String> out = new ArrayList<>();
        values.forEach(v -> out.add(v.asText("userInfo")));
        return out;
    }

    private static Json.Obj response(String uid, AdmissionResponse verdict) {
        Json.Obj out = Json.Obj.EMPTY.with("uid", uid);
        return switch (verdict) {
            case AdmissionResponse.Denied(String message) ->
                out.with("allowed", false)
                        .with(
                                "status",
                                Json.Obj.EMPTY.with("metadata", Json.Obj.EMPTY).with("message", message));
            case AdmissionResponse.Allowed(List<Json> patch, List<String> warnings) -> {
                Json.Obj allowed = out.with("allowed", true);
                if (!patch.isEmpty()) {
                    byte[] text = JsonText.write(Json.of(patch)).getBytes(StandardCharsets.UTF_8);
                    allowed = allowed.with("patch", Base64.getEncoder().encodeToString(text))
                            .with("patchType", "JSONPatch");
                }
                yield warnings.isEmpty() ? allowed : allowed.with("warnings", Json.ofTexts(warnings));
            }
        };
    }
}
