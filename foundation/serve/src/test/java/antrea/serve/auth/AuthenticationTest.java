package antrea.serve.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.runtime.json.Json;
import antrea.serve.cluster.ApiFault;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Headers;
import antrea.serve.http.Query;
import antrea.serve.testing.FakeCluster;
import antrea.serve.testing.TestPki;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthenticationTest {
    private static final String PATH = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";

    private final TestPki clientCa = new TestPki("client-ca");
    private final TestPki proxyCa = new TestPki("front-proxy-ca");
    private final TestPki strangeCa = new TestPki("client-ca"); // same name, other key
    private final FakeCluster cluster = new FakeCluster();
    private final AtomicLong nanos = new AtomicLong();
    private final LoopbackToken loopback = LoopbackToken.create();

    private Json.Obj configMap(String allowedNames) {
        return Json.Obj.EMPTY.with(
                "data",
                Json.Obj.EMPTY
                        .with("client-ca-file", clientCa.pem())
                        .with("requestheader-client-ca-file", proxyCa.pem())
                        .with("requestheader-allowed-names", allowedNames)
                        .with("requestheader-username-headers", "[\"X-Remote-User\"]")
                        .with("requestheader-group-headers", "[\"X-Remote-Group\"]")
                        .with("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]"));
    }

    private AuthenticatorChain chain() {
        return chain(trust());
    }

    private ClusterTrust trust() {
        cluster.put(PATH, configMap("[\"front-proxy-client\"]"));
        return ClusterTrust.load(cluster, Optional.empty(), InstantSource.system());
    }

    private AuthenticatorChain chain(ClusterTrust trust) {
        return new AuthenticatorChain(List.of(
                loopback,
                new RequestHeaderAuthenticator(trust),
                new CertificateAuthenticator(trust),
                new TokenReviewAuthenticator(cluster, nanos::get)));
    }

    private static ApiRequest request(List<X509Certificate> certificates, String... headers) {
        return new ApiRequest(
                "GET", "/x", Query.EMPTY, Headers.of(headers), certificates, InputStream::nullInputStream);
    }

    private static UserInfo known(Authenticator.Result result) {
        return assertInstanceOf(Authenticator.Known.class, result).user();
    }

    private static void assertRefused(Authenticator.Result result) {
        assertInstanceOf(Authenticator.Refused.class, result);
    }

    @Test
    void withoutCredentialsTheUserIsAnonymous() {
        UserInfo user = known(chain().authenticate(request(List.of())));
        assertEquals("system:anonymous", user.name());
        assertEquals(List.of("system:unauthenticated"), user.groups());
    }

    @Test
    void clientCertificateNamesUserAndGroups() {
        UserInfo user = known(chain().authenticate(request(
                clientCa.client("O=system:masters,O=ops,CN=admin").chain())));
        assertEquals("admin", user.name());
        assertEquals(
                List.of("ops", "system:masters", "system:authenticated").stream()
                        .sorted()
                        .toList(),
                user.groups().stream().sorted().toList());
    }

    @Test
    void certificateOfAnotherCaOfTheSameNameIsRefused() {
        assertRefused(chain().authenticate(request(strangeCa.client("CN=admin").chain())));
    }

    @Test
    void expiredCertificateIsRefused() {
        TestPki.Client expired = clientCa.client("CN=admin", Duration.ofHours(-1), KeyPurposeId.id_kp_clientAuth);
        assertRefused(chain().authenticate(request(expired.chain())));
    }

    @Test
    void serverCertificateIsNoClient() {
        TestPki.Client server = clientCa.client("CN=admin", Duration.ofHours(1), KeyPurposeId.id_kp_serverAuth);
        assertRefused(chain().authenticate(request(server.chain())));
    }

    @Test
    void frontProxySpeaksForItsUsers() {
        UserInfo user = known(chain().authenticate(request(
                proxyCa.client("CN=front-proxy-client").chain(),
                "X-Remote-User",
                "alice",
                "X-Remote-Group",
                "dev",
                "X-Remote-Group",
                "qa",
                "X-Remote-Extra-Scopes%2Fa",
                "one")));
        assertEquals("alice", user.name());
        assertEquals(List.of("dev", "qa", "system:authenticated"), user.groups());
        assertEquals(Map.of("scopes/a", List.of("one")), user.extra());
    }

    @Test
    void frontProxyOfAnotherNameOrCaIsNotBelieved() {
        String[] headers = {"X-Remote-User", "root", "X-Remote-Group", "system:masters"};
        assertRefused(chain().authenticate(request(proxyCa.client("CN=somebody").chain(), headers)));
        assertRefused(chain().authenticate(
                        request(strangeCa.client("CN=front-proxy-client").chain(), headers)));
        assertEquals(
                "system:anonymous",
                known(chain().authenticate(request(List.of(), headers))).name());
        UserInfo client =
                known(chain().authenticate(request(clientCa.client("CN=bob").chain(), headers)));
        assertEquals("bob", client.name(), "user headers of a mere client count for nothing");
        assertEquals(List.of("system:authenticated"), client.groups());
    }

    @Test
    void emptyListOfProxyNamesAllowsEveryNameOfTheCa() {
        ClusterTrust trust = trust();
        trust.observe(configMap("[]"));
        ApiRequest request = request(proxyCa.client("CN=other").chain(), "X-Remote-User", "alice");
        assertEquals("alice", known(chain(trust).authenticate(request)).name());
    }

    @Test
    void rotatedClientCaCountsAtOnceAndNonsenseIsIgnored() {
        ClusterTrust trust = trust();
        TestPki next = new TestPki("next");
        trust.observe(Json.Obj.EMPTY.with("data", Json.Obj.EMPTY.with("client-ca-file", next.pem())));
        assertRefused(chain(trust).authenticate(request(clientCa.client("CN=a").chain())));
        assertEquals(
                "b",
                known(chain(trust).authenticate(request(next.client("CN=b").chain())))
                        .name());
        trust.observe(Json.Obj.EMPTY.with("data", Json.Obj.EMPTY.with("requestheader-allowed-names", "{")));
        assertEquals(
                "b",
                known(chain(trust).authenticate(request(next.client("CN=b").chain())))
                        .name());
    }

    @Test
    void ownClientCaReplacesThatOfTheCluster() {
        cluster.put(PATH, configMap("[]"));
        TestPki own = new TestPki("own");
        ClusterTrust trust = ClusterTrust.load(cluster, Optional.of(own.pem()), InstantSource.system());
        assertRefused(chain(trust).authenticate(request(clientCa.client("CN=a").chain())));
        assertEquals(
                "b",
                known(chain(trust).authenticate(request(own.client("CN=b").chain())))
                        .name());
    }

    @Test
    void missingConfigMapForbidsTheStart() {
        assertThrows(
                ApiFault.class, () -> ClusterTrust.load(new FakeCluster(), Optional.empty(), InstantSource.system()));
    }

    @Test
    void tokenIsReviewedOnceInTenSeconds() {
        cluster.token("good", "system:serviceaccount:kube-system:antrea-agent", "system:serviceaccounts");
        AuthenticatorChain chain = chain();
        for (int i = 0; i < 3; i++) {
            UserInfo user = known(chain.authenticate(request(List.of(), "Authorization", "Bearer good")));
            assertEquals("system:serviceaccount:kube-system:antrea-agent", user.name());
            assertRefused(chain.authenticate(request(List.of(), "authorization", "bearer bad")));
        }
        assertEquals(2, cluster.reviews.get());
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        chain.authenticate(request(List.of(), "Authorization", "Bearer good"));
        assertEquals(3, cluster.reviews.get());
    }

    @Test
    void tokenIsRefusedWhileNobodyCanReviewItAndTheFaultIsNotRemembered() {
        cluster.token("good", "u");
        AuthenticatorChain chain = chain();
        cluster.down.set(true);
        assertRefused(chain.authenticate(request(List.of(), "Authorization", "Bearer good")));
        cluster.down.set(false);
        assertEquals(
                "u",
                known(chain.authenticate(request(List.of(), "Authorization", "Bearer good")))
                        .name());
    }

    @Test
    void strangeCertificateDoesNoHarmBesideAGoodToken() {
        cluster.token("good", "u");
        ApiRequest request = request(strangeCa.client("CN=x").chain(), "Authorization", "Bearer good");
        assertEquals("u", known(chain().authenticate(request)).name());
    }

    @Test
    void loopbackTokenMayDoEverythingAndItsFileIsPrivate(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("apiserver/loopback-client-token");
        loopback.write(file);
        loopback.write(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        ApiRequest request = request(List.of(), "Authorization", "Bearer " + Files.readString(file));
        UserInfo user = known(chain().authenticate(request));
        assertEquals("system:apiserver", user.name());
        assertEquals(true, user.groups().contains("system:masters"));
        assertEquals(0, cluster.reviews.get(), "the token never leaves the process");
    }

    @Test
    void certificateIsJudgedByTheClock() {
        TestPki.Client client = clientCa.client("CN=a");
        ClientCertificates later = ClientCertificates.of(
                clientCa.pem(), InstantSource.fixed(Instant.now().plus(Duration.ofHours(3))));
        assertEquals(false, later.trusts(client.chain()));
        assertEquals(
                true,
                ClientCertificates.of(clientCa.pem(), InstantSource.system()).trusts(client.chain()));
    }
}
