package antrea.serve.auth;

import antrea.serve.http.ApiRequest;

/// One way to find out who asks.
@FunctionalInterface
public interface Authenticator {
    Result authenticate(ApiRequest request);

    /// What one way finds out.
    sealed interface Result {}

    /// The request proves this identity.
    record Known(UserInfo user) implements Result {}

    /// The request carries credentials of this kind, but they prove nothing.
    record Refused(String reason) implements Result {}

    /// The request carries no credentials of this kind.
    enum Silent implements Result {
        SILENT
    }
}
