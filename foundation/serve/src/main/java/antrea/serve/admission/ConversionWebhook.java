package antrea.serve.admission;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import java.util.ArrayList;
import java.util.List;

/// A conversion webhook of a CRD: ConversionReview of apiextensions.k8s.io v1 and v1beta1.
public record ConversionWebhook(Converter converter) implements ApiHandler {
    /// Converts one object.
    @FunctionalInterface
    public interface Converter {
        /// The object in that version, `apiVersion` included. Throws [IllegalArgumentException] or [JsonException]
        /// when it cannot be converted.
        Json.Obj convert(Json.Obj object, String desiredApiVersion);
    }

    @Override
    public ApiReply handle(ApiRequest request) {
        Json.Obj review = Reviews.read(request, "apiextensions.k8s.io", "ConversionReview");
        try {
            return Reviews.answer(review, response(review.need("request").asObject("request")));
        } catch (JsonException e) {
            throw new StatusException(Status.badRequest("not a ConversionReview: " + e.getMessage()), e);
        }
    }

    private Json.Obj response(Json.Obj asked) {
        Json.Obj out = Json.Obj.EMPTY.with("uid", asked.text("uid"));
        String desired = asked.text("desiredAPIVersion");
        List<Json> converted = new ArrayList<>();
        for (Json element : asked.list("objects")) {
            try {
                converted.add(converter.convert(element.asObject("objects"), desired));
            } catch (IllegalArgumentException | JsonException e) {
                return out.with("convertedObjects", Json.of(List.of()))
                        .with("result", result("Failure").with("message", String.valueOf(e.getMessage())));
            }
        }
        return out.with("convertedObjects", Json.of(converted)).with("result", result("Success"));
    }

    private static Json.Obj result(String status) {
        return Json.Obj.EMPTY.with("metadata", Json.Obj.EMPTY).with("status", status);
    }
}
