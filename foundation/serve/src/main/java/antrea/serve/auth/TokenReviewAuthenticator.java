package antrea.serve.auth;

import antrea.net.Bytes;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.serve.cluster.ApiFault;
import antrea.serve.cluster.ApiObjects;
import antrea.serve.http.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Has bearer tokens checked by the cluster (authentication.k8s.io/v1 TokenReview). Verdicts are kept for ten
/// seconds, under the hash of the token: tokens themselves are never stored.
public final class TokenReviewAuthenticator implements Authenticator {
    private static final System.Logger LOG = System.getLogger(TokenReviewAuthenticator.class.getName());
    private static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

    private final ApiObjects cluster;
    private final ExpiringCache<Bytes, Result> verdicts;

    /// `nanoTime` is a clock like [System#nanoTime].
    public TokenReviewAuthenticator(ApiObjects cluster, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.verdicts = new ExpiringCache<>(ExpiringCache.TEN_SECONDS, 4096, nanoTime);
    }

    @Override
    public Result authenticate(ApiRequest request) {
        Optional<String> token = BearerToken.of(request);
        if (token.isEmpty()) {
            return Silent.SILENT;
        }
        Bytes hash = hash(token.get());
        Optional<Result> known = verdicts.get(hash);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            Result verdict = review(token.get());
            verdicts.put(hash, verdict);
            return verdict;
        } catch (ApiFault | JsonException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot review a token cause={0}", e.getMessage());
            return new Refused("the token could not be reviewed");
        }
    }

    private Result review(String token) {
        Json.Obj review = Json.Obj.EMPTY
                .with("apiVersion", "authentication.k8s.io/v1")
                .with("kind", "TokenReview")
                .with("metadata", Json.Obj.EMPTY.with("creationTimestamp", Json.Null.INSTANCE))
                .with("spec", Json.Obj.EMPTY.with("token", token));
        Json.Obj status = cluster.create(PATH, review).object("status");
        return status.bool("authenticated", false)
                ? new Known(user(status.object("user")))
                : new Refused("the token is not valid " + status.text("error", ""));
    }

    private static UserInfo user(Json.Obj user) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        user.object("extra").members().forEach((key, values) -> extra.put(key, texts(values.asList("extra"))));
        return new UserInfo(user.text("username", ""), user.text("uid", ""), texts(user.list("groups")), extra);
    }

    private static List<String> texts(List<Json> values) {
        List<String> out = new ArrayList<>();
        values.forEach(v -> out.add(v.asText("user")));
        return List.copyOf(out);
    }

    private static Bytes hash(String token) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
