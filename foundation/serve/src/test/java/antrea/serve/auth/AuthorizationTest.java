package antrea.serve.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import antrea.serve.testing.FakeCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AuthorizationTest {
    private static final AccessRequest LIST =
            new AccessRequest.OnResource("list", "controlplane.antrea.io", "v1beta2", "networkpolicies", "", "", "");

    private final FakeCluster cluster = new FakeCluster();
    private final AtomicLong nanos = new AtomicLong();
    private final DelegatedAuthorizer authorizer = new DelegatedAuthorizer(cluster, Set.of("/healthz"), nanos::get);

    private static void assertDenied(Authorizer.Decision decision) {
        assertInstanceOf(Authorizer.Denied.class, decision);
    }

    @Test
    void mastersMayDoEverythingWithoutAsking() {
        cluster.down.set(true);
        assertEquals(
                Authorizer.Allowed.ALLOWED,
                authorizer.decide(UserInfo.of("admin", UserInfo.MASTERS), new AccessRequest.OnPath("put", "/x")));
    }

    @Test
    void openPathsAreExact() {
        assertEquals(
                Authorizer.Allowed.ALLOWED,
                authorizer.decide(UserInfo.ANONYMOUS, new AccessRequest.OnPath("get", "/healthz")));
        assertDenied(authorizer.decide(UserInfo.ANONYMOUS, new AccessRequest.OnPath("get", "/healthz/ping")));
    }

    @Test
    void verdictsOfBothKindsAreKeptForTenSeconds() {
        UserInfo user = UserInfo.of("u");
        assertDenied(authorizer.decide(user, LIST));
        cluster.allow("u", "list", "controlplane.antrea.io/networkpolicies");
        assertDenied(authorizer.decide(user, LIST));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertEquals(Authorizer.Allowed.ALLOWED, authorizer.decide(user, LIST));
        cluster.forbid("u", "list", "controlplane.antrea.io/networkpolicies");
        assertEquals(Authorizer.Allowed.ALLOWED, authorizer.decide(user, LIST));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertDenied(authorizer.decide(user, LIST));
        assertEquals(3, cluster.reviews.get());
    }

    @Test
    void usersOfTheSameNameButOtherGroupsAreAskedApart() {
        authorizer.decide(UserInfo.of("u", "a"), LIST);
        authorizer.decide(UserInfo.of("u", "b"), LIST);
        assertEquals(2, cluster.reviews.get());
    }

    @Test
    void clusterThatDoesNotAnswerLetsNobodyPass() {
        cluster.allow("u", "list", "controlplane.antrea.io/networkpolicies");
        cluster.down.set(true);
        assertInstanceOf(Authorizer.Undecided.class, authorizer.decide(UserInfo.of("u"), LIST));
        cluster.down.set(false);
        assertEquals(Authorizer.Allowed.ALLOWED, authorizer.decide(UserInfo.of("u"), LIST));
    }

    @Test
    void reviewCarriesEverythingThatIsKnownOfUserAndWish() {
        UserInfo user = new UserInfo("u", "id", List.of("g1", "g2"), Map.of("scopes", List.of("s")));
        authorizer.decide(user, new AccessRequest.OnResource("create", "g", "v1", "things", "status", "ns", "thing"));
        authorizer.decide(user, new AccessRequest.OnPath("get", "/metrics"));
        assertEquals(
                "{\"resourceAttributes\":{\"namespace\":\"ns\",\"verb\":\"create\",\"group\":\"g\",\"version\":\"v1\","
                        + "\"resource\":\"things\",\"subresource\":\"status\",\"name\":\"thing\"},\"user\":\"u\","
                        + "\"groups\":[\"g1\",\"g2\"],\"uid\":\"id\",\"extra\":{\"scopes\":[\"s\"]}}",
                cluster.accessReviews.getFirst().toString());
        assertEquals(
                "{\"path\":\"/metrics\",\"verb\":\"get\"}",
                cluster.accessReviews.getLast().object("nonResourceAttributes").toString());
    }
}
