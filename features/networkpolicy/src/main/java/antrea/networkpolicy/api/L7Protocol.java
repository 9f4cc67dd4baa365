package antrea.networkpolicy.api;

import java.util.Optional;

/// An application protocol that an allowed connection must speak. Exactly one of the two is set by the controller.
public record L7Protocol(Optional<Http> http, Optional<Tls> tls) {
    /// HTTP requests; an empty text matches any.
    public record Http(String host, String method, String path) {}

    /// TLS by server name; empty matches any.
    public record Tls(String sni) {}
}
