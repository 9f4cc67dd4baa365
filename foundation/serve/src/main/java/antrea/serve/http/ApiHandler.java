package antrea.serve.http;

/// Answers requests. May throw [StatusException] for an expected refusal; any other exception becomes 500 for this
/// one request.
@FunctionalInterface
public interface ApiHandler {
    ApiReply handle(ApiRequest request);
}
