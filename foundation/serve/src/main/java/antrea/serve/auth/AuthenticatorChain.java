package antrea.serve.auth;

import antrea.serve.http.ApiRequest;
import java.util.List;

/// Asks several authenticators in order. The first identity counts. Credentials that all ways refuse are refused;
/// without any credentials the user is anonymous.
public record AuthenticatorChain(List<Authenticator> ways) implements Authenticator {
    public AuthenticatorChain {
        ways = List.copyOf(ways);
    }

    /// Never [Authenticator.Silent].
    @Override
    public Result authenticate(ApiRequest request) {
        StringBuilder reasons = new StringBuilder();
        for (Authenticator way : ways) {
            switch (way.authenticate(request)) {
                case Known(UserInfo user) -> {
                    return new Known(user.authenticated());
                }
                case Refused(String reason) ->
                    reasons.append(reasons.isEmpty() ? "" : "; ").append(reason);
                case Silent _ -> {}
            }
        }
        return reasons.isEmpty() ? new Known(UserInfo.ANONYMOUS) : new Refused(reasons.toString());
    }
}
