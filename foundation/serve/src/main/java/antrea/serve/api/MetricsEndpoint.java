package antrea.serve.api;

import antrea.runtime.metrics.MetricText;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// `/metrics`: the text form of Prometheus, usually [antrea.runtime.metrics.MetricRegistry#text].
public record MetricsEndpoint(Supplier<String> text) implements ApiHandler {
    @Override
    public ApiReply handle(ApiRequest request) {
        if (!request.method().equals("GET")) {
            throw new StatusException(Status.methodNotAllowed());
        }
        return ApiReply.of(200, MetricText.CONTENT_TYPE, text.get().getBytes(StandardCharsets.UTF_8));
    }
}
