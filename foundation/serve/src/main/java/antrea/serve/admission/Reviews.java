package antrea.serve.admission;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.runtime.json.JsonText;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Status;
import antrea.serve.http.StatusException;

/// The envelope that all webhook calls share: a review with a request comes in, one of the same version goes out.
final class Reviews {
    private Reviews() {}

    /// Throws [StatusException] for another method or a body that is not such a review.
    static Json.Obj read(ApiRequest request, String group, String kind) {
        if (!request.method().equals("POST")) {
            throw new StatusException(Status.methodNotAllowed());
        }
        try {
            Json.Obj review = JsonText.read(request.readBody()).asObject("body");
            String apiVersion = review.text("apiVersion");
            boolean known = apiVersion.equals(group + "/v1") || apiVersion.equals(group + "/v1beta1");
            if (!known || !review.text("kind").equals(kind)) {
                throw new StatusException(Status.badRequest("not a " + kind + " of " + group + "/v1 or v1beta1"));
            }
            return review;
        } catch (JsonException e) {
            throw new StatusException(Status.badRequest("not a " + kind + ": " + e.getMessage()), e);
        }
    }

    static ApiReply answer(Json.Obj review, Json.Obj response) {
        return ApiReply.json(
                200,
                Json.Obj.EMPTY
                        .with("kind", review.text("kind"))
                        .with("apiVersion", review.text("apiVersion"))
                        .with("response", response));
    }
}
