package antrea.kube.client;

import antrea.net.Bytes;
import java.time.Duration;
import java.util.Optional;

/// One request.
///
/// @param method HTTP method
/// @param path path and query
/// @param accept media type wanted
/// @param body what to send
/// @param headerWait how long the head of the answer may take
/// @param readWait how long the body may stay silent while it is being read
public record Call(
        String method, String path, String accept, Optional<Body> body, Duration headerWait, Duration readWait) {
    public static final String JSON = "application/json";
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);

    /// Bytes and their media type.
    public record Body(String contentType, Bytes content) {}

    public static Call of(String method, String path) {
        return new Call(method, path, JSON, Optional.empty(), DEFAULT_WAIT, DEFAULT_WAIT);
    }

    public Call withBody(String contentType, Bytes content) {
        return new Call(method, path, accept, Optional.of(new Body(contentType, content)), headerWait, readWait);
    }

    public Call accepting(String mediaType) {
        return new Call(method, path, mediaType, body, headerWait, readWait);
    }

    public Call waiting(Duration forHeader, Duration forRead) {
        return new Call(method, path, accept, body, forHeader, forRead);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
