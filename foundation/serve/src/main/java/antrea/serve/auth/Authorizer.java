package antrea.serve.auth;

/// Decides whether a user may do something.
@FunctionalInterface
public interface Authorizer {
    Decision decide(UserInfo user, AccessRequest access);

    /// The decision. Whatever is not [Allowed] must not pass.
    sealed interface Decision {}

    /// May pass.
    enum Allowed implements Decision {
        ALLOWED
    }

    /// Must not pass; the reason may be empty.
    record Denied(String reason) implements Decision {}

    /// Nobody could decide: must not pass, and the client should know that it may try again.
    record Undecided(String reason) implements Decision {}
}
