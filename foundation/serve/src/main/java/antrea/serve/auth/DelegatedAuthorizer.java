package antrea.serve.auth;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.serve.cluster.ApiFault;
import antrea.serve.cluster.ApiObjects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// Members of `system:masters` may do everything; some paths are open to everybody; the rest is asked of the
/// cluster (authorization.k8s.io/v1 SubjectAccessReview), verdicts of both kinds being kept for ten seconds.
public final class DelegatedAuthorizer implements Authorizer {
    private static final System.Logger LOG = System.getLogger(DelegatedAuthorizer.class.getName());
    private static final String PATH = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private static final int MAX_CACHED_KEY = 10_000;

    private final ApiObjects cluster;
    private final Set<String> openPaths;
    private final ExpiringCache<String, Decision> verdicts;

    /// `openPaths`: exact paths for everybody. `nanoTime` is a clock like [System#nanoTime].
    public DelegatedAuthorizer(ApiObjects cluster, Set<String> openPaths, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.openPaths = Set.copyOf(openPaths);
        this.verdicts = new ExpiringCache<>(ExpiringCache.TEN_SECONDS, 4096, nanoTime);
    }

    @Override
    public Decision decide(UserInfo user, AccessRequest access) {
        if (user.groups().contains(UserInfo.MASTERS)) {
            return Allowed.ALLOWED;
        }
        if (access instanceof AccessRequest.OnPath(var _, String path) && openPaths.contains(path)) {
            return Allowed.ALLOWED;
        }
        Json.Obj spec = spec(user, access);
        String key = spec.toString();
        Optional<Decision> known = verdicts.get(key);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            Decision verdict = review(spec);
            if (key.length() <= MAX_CACHED_KEY) {
                verdicts.put(key, verdict);
            }
            return verdict;
        } catch (ApiFault | JsonException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot review an access user={0} cause={1}",
                    user.name(),
                    e.getMessage());
            return new Undecided("the access could not be reviewed: " + e.getMessage());
        }
    }

    private Decision review(Json.Obj spec) {
        Json.Obj status = cluster.create(
                        PATH,
                        Json.Obj.EMPTY
                                .with("apiVersion", "authorization.k8s.io/v1")
                                .with("kind", "SubjectAccessReview")
                                .with("metadata", Json.Obj.EMPTY.with("creationTimestamp", Json.Null.INSTANCE))
                                .with("spec", spec))
                .object("status");
        boolean allowed = status.bool("allowed", false) && !status.bool("denied", false);
        return allowed ? Allowed.ALLOWED : new Denied(status.text("reason", ""));
    }

    private static Json.Obj spec(UserInfo user, AccessRequest access) {
        Json.Obj what =
                switch (access) {
                    case AccessRequest.OnResource r -> Json.Obj.EMPTY.with("resourceAttributes", attributes(r));
                    case AccessRequest.OnPath(String verb, String path) ->
                        Json.Obj.EMPTY.with(
                                "nonResourceAttributes",
                                Json.Obj.EMPTY.with("path", path).with("verb", verb));
                };
        Json.Obj out = what.with("user", user.name()).with("groups", Json.ofTexts(user.groups()));
        if (!user.uid().isEmpty()) {
            out = out.with("uid", user.uid());
        }
        if (!user.extra().isEmpty()) {
            Json.Obj extra = Json.Obj.EMPTY;
            for (String key : user.extra().keySet().stream().sorted().toList()) {
                extra = extra.with(key, Json.ofTexts(user.extra().getOrDefault(key, java.util.List.of())));
            }
            out = out.with("extra", extra);
        }
        return out;
    }

    private static Json.Obj attributes(AccessRequest.OnResource r) {
        Json.Obj out = Json.Obj.EMPTY;
        String[][] members = {
            {"namespace", r.namespace()},
            {"verb", r.verb()},
            {"group", r.group()},
            {"version", r.version()},
            {"resource", r.resource()},
            {"subresource", r.subresource()},
            {"name", r.name()}
        };
        for (String[] member : members) {
            if (!member[1].isEmpty()) {
                out = out.with(member[0], member[1]);
            }
        }
        return out;
    }
}
