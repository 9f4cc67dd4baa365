package antrea.serve.auth;

import antrea.serve.http.ApiRequest;
import java.util.Optional;

/// The token in `Authorization: Bearer …`.
final class BearerToken {
    private BearerToken() {}

    static Optional<String> of(ApiRequest request) {
        return request.headers()
                .first("Authorization")
                .map(String::strip)
                .filter(v -> v.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(v -> v.substring(7).strip())
                .filter(t -> !t.isEmpty());
    }
}
