package antrea.serve.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.serve.testing.TestClient;
import antrea.serve.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateTest {
    private static final SelfSigned RECIPE = new SelfSigned(
            "antrea",
            List.of("antrea", "antrea.kube-system.svc"),
            List.of("127.0.0.1", "::1"),
            SelfSigned.KeyKind.EC_P256);
    private final Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());

    @TempDir
    private Path directory;

    private SelfSignedSource source() {
        return new SelfSignedSource(RECIPE, directory, "antrea-controller");
    }

    @Test
    void selfSignedCertificateIsThatOfTheOriginal() throws GeneralSecurityException {
        ServingCertificate made = new SelfSigned(
                        "antrea", RECIPE.dnsNames(), RECIPE.ipAddresses(), SelfSigned.KeyKind.RSA_2048)
                .create(now);
        X509Certificate leaf = made.leaf();
        X509Certificate ca = made.chain().getLast();
        leaf.verify(ca.getPublicKey());
        assertEquals(
                "CN=antrea@" + now.getEpochSecond(),
                leaf.getSubjectX500Principal().getName());
        assertEquals(
                "CN=antrea-ca@" + now.getEpochSecond(),
                ca.getSubjectX500Principal().getName());
        assertEquals(now.minus(Duration.ofHours(1)), leaf.getNotBefore().toInstant());
        assertEquals(now.plus(Duration.ofDays(365)), leaf.getNotAfter().toInstant());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), leaf.getExtendedKeyUsage());
        assertEquals(
                List.of("antrea", "antrea.kube-system.svc", "127.0.0.1", "0:0:0:0:0:0:0:1"),
                leaf.getSubjectAlternativeNames().stream().map(n -> n.get(1)).toList());
        assertEquals(
                2048,
                ((java.security.interfaces.RSAPublicKey) leaf.getPublicKey())
                        .getModulus()
                        .bitLength());
        assertTrue(ca.getBasicConstraints() >= 0);
        assertEquals(-1, leaf.getBasicConstraints());
    }

    @Test
    void ellipticCertificateHasItsExtensionsAndSignature() throws GeneralSecurityException {
        ServingCertificate made = RECIPE.create(now);
        made.leaf().verify(made.chain().getLast().getPublicKey());
        made.chain().getLast().verify(made.chain().getLast().getPublicKey());
        assertEquals("SHA256withECDSA", made.leaf().getSigAlgName());
        assertEquals(Set.of("2.5.29.15", "2.5.29.19"), made.leaf().getCriticalExtensionOIDs());
        assertEquals(
                "[true, false, true]", Arrays.toString(Arrays.copyOf(made.leaf().getKeyUsage(), 3)));
        assertFalse(made.leaf().getKeyUsage()[5], "a leaf signs no certificates");
        assertTrue(made.chain().getLast().getKeyUsage()[5]);
        assertTrue(made.leaf().getSerialNumber().signum() > 0);
    }

    @Test
    void certificateThatEndsAfter2049SaysSo() {
        Instant late = Instant.parse("2049-06-01T00:00:00Z");
        X509Certificate leaf = RECIPE.create(late).leaf();
        assertEquals(late.minus(Duration.ofHours(1)), leaf.getNotBefore().toInstant());
        assertEquals(late.plus(Duration.ofDays(365)), leaf.getNotAfter().toInstant());
    }

    @Test
    void manyNamesMakeALongCertificate() throws GeneralSecurityException {
        List<String> names =
                IntStream.range(0, 200).mapToObj(i -> "host-" + i + ".example").toList();
        ServingCertificate made = new SelfSigned("many", names, List.of(), SelfSigned.KeyKind.EC_P256).create(now);
        assertEquals(
                names,
                made.leaf().getSubjectAlternativeNames().stream()
                        .map(n -> n.get(1))
                        .toList());
    }

    @Test
    void fileThatIsThereIsUsedUntilItEnds() throws IOException {
        CertificateSource.Loaded first = source().load(now);
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("antrea-controller.key"))));
        assertEquals(Files.readString(directory.resolve("antrea-controller.crt")), first.caBundle());
        assertEquals(2, first.caBundle().split("BEGIN CERTIFICATE", -1).length - 1, "leaf, then CA");
        assertEquals(Duration.ofDays(365).dividedBy(2), Duration.between(now, first.nextLook()));
        Instant later = now.plus(Duration.ofDays(100));
        CertificateSource.Loaded again = source().load(later);
        assertEquals(first.certificate().leaf(), again.certificate().leaf());
        assertEquals(Duration.ofDays(265).dividedBy(2), Duration.between(later, again.nextLook()));
        assertNotEquals(
                first.certificate().leaf(),
                source().load(now.plus(Duration.ofDays(366))).certificate().leaf());
    }

    @Test
    void damagedFileIsReplaced() throws IOException {
        source().load(now);
        Files.writeString(directory.resolve("antrea-controller.key"), "nonsense");
        CertificateSource.Loaded next = source().load(now);
        assertEquals(next.certificate(), source().load(now).certificate());
    }

    @Test
    void directoryOfTheUserIsAwaitedAndReloaded() throws IOException {
        ServingCertificate first = TestServer.newCertificate();
        AtomicReference<Integer> naps = new AtomicReference<>(0);
        DirectorySource late = new DirectorySource(directory, length -> {
            if (naps.updateAndGet(n -> n + 1) == 3) {
                install(first);
            }
            return true;
        });
        CertificateSource.Loaded loaded = late.load(now);
        assertEquals(3, naps.get());
        assertEquals(first, loaded.certificate());
        assertEquals(now.plus(Duration.ofMinutes(1)), loaded.nextLook());
        Files.writeString(directory.resolve("tls.crt"), "half");
        assertEquals(first, late.renew(loaded, now).certificate());
        ServingCertificate second = RECIPE.create(now);
        install(second);
        assertEquals(second, late.renew(loaded, now).certificate());
    }

    private void install(ServingCertificate certificate) {
        try {
            Files.writeString(
                    directory.resolve("ca.crt"), Pem.write(certificate.chain().subList(1, 2)));
            Files.writeString(directory.resolve("tls.crt"), Pem.write(certificate.chain()));
            Files.writeString(directory.resolve("tls.key"), Pem.write(certificate.key()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void missingDirectoryFailsAfterTwoMinutes() {
        AtomicReference<Duration> waited = new AtomicReference<>(Duration.ZERO);
        DirectorySource source = new DirectorySource(directory.resolve("none"), length -> {
            waited.updateAndGet(w -> w.plus(length));
            return true;
        });
        assertThrows(CertificateSource.CertificateException.class, () -> source.load(now));
        assertEquals(Duration.ofSeconds(118), waited.get());
    }

    @Test
    void listenerServesTheNewCertificateWithoutRestart() {
        try (TestServer server = TestServer.start()) {
            ServingCertificate before = server.certificates.get();
            ServingCertificate after = RECIPE.create(now);
            try (TestClient old = server.client(HttpClient.Version.HTTP_2)) {
                assertEquals("ok", new String(old.get("/healthz").body(), java.nio.charset.StandardCharsets.UTF_8));
                server.certificates.replace(after);
                assertEquals(200, old.get("/healthz").statusCode(), "open connections stay");
            }
            try (TestClient next = TestClient.of(after, server.port(), HttpClient.Version.HTTP_1_1);
                    TestClient stale = TestClient.of(before, server.port(), HttpClient.Version.HTTP_1_1)) {
                assertEquals(200, next.get("/healthz").statusCode());
                assertThrows(java.io.UncheckedIOException.class, () -> stale.get("/healthz"));
            }
        }
    }

    @Test
    void renewalTellsTheNewCa() throws InterruptedException {
        SynchronousQueue<Boolean> naps = new SynchronousQueue<>();
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (CertificateRenewal renewal = new CertificateRenewal(source(), () -> now, _ -> {
            try {
                return naps.take();
            } catch (InterruptedException e) {
                return false;
            }
        })) {
            String first = renewal.caBundle();
            ServingCertificate served = renewal.certificates().get();
            renewal.start(told::add);
            naps.put(true);
            String next = String.valueOf(told.poll(60, TimeUnit.SECONDS));
            assertNotEquals(first, next);
            assertNotEquals(served, renewal.certificates().get());
            assertEquals(next, renewal.caBundle());
        }
    }

    @Test
    void policyTakesNamesOfTheOriginal() {
        TlsPolicy policy = TlsPolicy.parse(
                " TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "VersionTLS12");
        assertEquals(List.of("TLSv1.3", "TLSv1.2"), policy.protocols());
        assertTrue(policy.cipherSuites().contains("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"));
        assertTrue(policy.cipherSuites().contains("TLS_AES_128_GCM_SHA256"), "TLS 1.3 is not configurable");
        assertEquals(List.of("TLSv1.3"), TlsPolicy.parse("", "VersionTLS13").protocols());
        assertEquals(
                List.of("TLSv1.3", "TLSv1.2"), TlsPolicy.parse("", "nonsense").protocols());
        assertThrows(IllegalArgumentException.class, () -> TlsPolicy.parse("TLS_NO_SUCH", ""));
    }
}
