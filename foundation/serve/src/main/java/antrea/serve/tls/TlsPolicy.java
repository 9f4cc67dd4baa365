package antrea.serve.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Which protocols and cipher suites a listener offers. An empty list of suites leaves the choice to the JDK.
public record TlsPolicy(List<String> protocols, List<String> cipherSuites) {
    private static final List<String> TLS13_SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    public TlsPolicy {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /// TLS 1.2 and 1.3 with the suites of the JDK.
    public static TlsPolicy standard() {
        return parse("", "");
    }

    /// `minVersion`: VersionTLS10 … VersionTLS13; anything else means 1.2, and so do 1.0 and 1.1, which the JDK
    /// has disabled. `suites`: IANA names separated by commas, blanks ignored; an unknown name throws
    /// [IllegalArgumentException]. The suites of TLS 1.3 are not configurable: they are always there.
    public static TlsPolicy parse(String suites, String minVersion) {
        List<String> protocols = minVersion.equals("VersionTLS13") ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2");
        Set<String> known = new TreeSet<>(
                Arrays.asList(defaultContext().getSupportedSSLParameters().getCipherSuites()));
        List<String> chosen = new ArrayList<>();
        for (String part : suites.split(",", -1)) {
            String name = jdkName(part.strip());
            if (name.isEmpty()) {
                continue;
            }
            if (!known.contains(name)) {
                throw new IllegalArgumentException("cipher suite " + name + " is not supported: choose from " + known);
            }
            chosen.add(name);
        }
        if (!chosen.isEmpty()) {
            TLS13_SUITES.stream().filter(s -> !chosen.contains(s)).forEach(chosen::add);
        }
        return new TlsPolicy(protocols, chosen);
    }

    /// Go knows two suites by a shorter name, too.
    private static String jdkName(String name) {
        return name.endsWith("_CHACHA20_POLY1305") ? name + "_SHA256" : name;
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS: check its security properties", e);
        }
    }

    /// A context that serves whatever certificate `certificates` gives at the time of the handshake, and lets any
    /// client certificate pass: whom it identifies, if anybody, is decided per request.
    public static SSLContext context(Supplier<ServingCertificate> certificates) {
        try {
            SSLContext out = SSLContext.getInstance("TLS");
            KeyManager[] keys = {new CurrentKey(certificates)};
            TrustManager[] trust = {new AnyClient()};
            out.init(keys, trust, null);
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot set up TLS: check the security properties of the JVM", e);
        }
    }

    @SuppressWarnings("NullAway") // the null returns are the contract of the JDK interface: "no such alias"
    private static final class CurrentKey extends X509ExtendedKeyManager {
        private final Supplier<ServingCertificate> certificates;

        CurrentKey(Supplier<ServingCertificate> certificates) {
            this.certificates = certificates;
        }

        private boolean fits(String keyType) {
            return certificates.get().key().getAlgorithm().equals(keyType);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return fits(keyType) ? "serving" : null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return fits(keyType) ? "serving" : null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return fits(keyType) ? new String[] {"serving"} : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return certificates.get().chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return certificates.get().key();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }

    /// Accepts every client certificate and no server certificate.
    private static final class AnyClient extends X509ExtendedTrustManager {
        private static void refuse() {
            throw new UnsupportedOperationException("this context only serves");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            refuse();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            refuse();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            refuse();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
