package antrea.kube.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final Path ACCOUNT = Path.of("/sa");

    @ParameterizedTest
    @CsvSource({
        "host,https://host:443",
        "host:6443,https://host:6443",
        "10.0.0.1,https://10.0.0.1:443",
        "10.0.0.1:6443,https://10.0.0.1:6443",
        "fd00::1,https://[fd00::1]:443",
        "[fd00::1],https://[fd00::1]:443",
        "[fd00::1]:6443,https://[fd00::1]:6443",
        "https://host:6443/base,https://host:6443/base",
        "http://[fd00::1]:8080,http://[fd00::1]:8080"
    })
    void serverIsGivenInManyForms(String text, String uri) {
        assertEquals(URI.create(uri), ApiAccess.parseServer(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:port", "host:70000", "https://", "https://a b", "a b"})
    void otherTextsAreNoServers(String text) {
        assertThrows(AccessException.class, () -> ApiAccess.parseServer(text));
    }

    @ParameterizedTest
    @CsvSource({"10.96.0.1,https://10.96.0.1:443", "fd00::1,https://[fd00::1]:443"})
    void podFindsItsServerInTheEnvironment(String host, String uri) {
        ApiAccess access = InClusterAccess.of(
                Map.of("KUBERNETES_SERVICE_HOST", host, "KUBERNETES_SERVICE_PORT", "443"), ACCOUNT, "");
        assertEquals(URI.create(uri), access.server());
        assertEquals(new TextSource.InFile(Path.of("/sa/token")), access.token());
        assertEquals(new TextSource.InFile(Path.of("/sa/ca.crt")), access.ca());
    }

    @Test
    void overrideTakesThePlaceOfTheEnvironment() {
        assertEquals(
                URI.create("https://api:6443"),
                InClusterAccess.of(Map.of(), ACCOUNT, "api:6443").server());
        String message =
                String.valueOf(assertThrows(AccessException.class, () -> InClusterAccess.of(Map.of(), ACCOUNT, ""))
                        .getMessage());
        assertTrue(message.contains("kubeAPIServerOverride"), message);
    }

    private static Path kubeconfig(Path directory, String cluster, String user) throws IOException {
        Path file = directory.resolve("config");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: b
                contexts:
                - {name: a, context: {cluster: x, user: x}}
                - {name: b, context: {cluster: c, user: u}}
                clusters:
                - name: c
                  cluster: %s
                users:
                - name: u
                  user: %s
                """.formatted(cluster, user));
        return file;
    }

    @Test
    void kubeconfigIsReadFromItsCurrentContext(@TempDir Path directory) throws IOException {
        String ca = Base64.getEncoder().encodeToString("pem".getBytes(StandardCharsets.UTF_8));
        ApiAccess access = Kubeconfig.read(kubeconfig(
                directory,
                "{server: 'https://[fd00::1]:6443', tls-server-name: api, certificate-authority-data: " + ca + "}",
                "{client-certificate: c.crt, client-key: /k.key, token: t}"));
        assertEquals(
                new ApiAccess(
                        URI.create("https://[fd00::1]:6443"),
                        Optional.of("api"),
                        TextSource.inline("pem"),
                        TextSource.inline("t"),
                        new ApiAccess.ClientCertificate(
                                new TextSource.InFile(directory.resolve("c.crt")),
                                new TextSource.InFile(Path.of("/k.key")))),
                access);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {server: 'https://h', insecure-skip-tls-verify: true} | {}                   | insecure-skip-tls-verify
            {server: 'https://h'}                                 | {exec: {command: x}} | "exec" is not supported
            {server: 'https://h', certificate-authority-data: '*'} | {}                  | -data is not base64
            {}                                                    | {}                   | missing member "server"
            """)
    void kubeconfigThatWeCannotHonourIsRefused(String cluster, String user, String expected, @TempDir Path directory)
            throws IOException {
        Path file = kubeconfig(directory, cluster, user);
        String message = String.valueOf(
                assertThrows(AccessException.class, () -> Kubeconfig.read(file)).getMessage());
        assertTrue(message.contains(expected), message);
    }

    @Test
    void secretsNeverShowInText() {
        assertEquals("Inline[…]", TextSource.inline("secret").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
    void textsThatAreNoPemAreRefused(String text) {
        assertThrows(AccessException.class, () -> Pem.certificates(text, "here"));
        assertThrows(AccessException.class, () -> Pem.privateKey(text, "here"));
    }
}
