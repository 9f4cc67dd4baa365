package antrea.kube.access;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Trusts the certificates that the CA source holds at the moment of each handshake, so that a rotated CA needs no
/// restart. Host names are checked by the JDK, or against a fixed name where one is given.
final class ServerTrust extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;

    private final TextSource ca;
    private final Optional<String> serverName;

    ServerTrust(TextSource ca, Optional<String> serverName) {
        this.ca = ca;
        this.serverName = serverName;
    }

    private X509ExtendedTrustManager current() throws CertificateException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted());
            for (TrustManager candidate : factory.getTrustManagers()) {
                if (candidate instanceof X509ExtendedTrustManager x509) {
                    return x509;
                }
            }
            throw new CertificateException("this JVM has no X.509 trust manager");
        } catch (GeneralSecurityException | AccessException e) {
            throw new CertificateException("the certificates to trust cannot be loaded: " + e.getMessage(), e);
        }
    }

    /// Null, the factory's word for the certificates of the JDK, when no CA is configured.
    private @Nullable KeyStore trusted() throws GeneralSecurityException {
        Optional<String> pem = ca.read();
        if (pem.isEmpty()) {
            return null;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (java.io.IOException e) {
            throw new CertificateException("an empty key store cannot be made", e);
        }
        int index = 0;
        for (X509Certificate certificate : Pem.certificates(pem.get(), ca.toString())) {
            store.setCertificateEntry("ca" + index++, certificate);
        }
        return store;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (serverName.isEmpty()) {
            current().checkServerTrusted(chain, authType, engine);
        } else {
            checkServerTrusted(chain, authType);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (serverName.isEmpty()) {
            current().checkServerTrusted(chain, authType, socket);
        } else {
            checkServerTrusted(chain, authType);
        }
    }

    /// The chain, and the fixed name: whoever calls this way has no peer whose name the JDK could check.
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        String wanted = serverName.orElseThrow(() -> new CertificateException("no host name to check"));
        current().checkServerTrusted(chain, authType);
        Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
        if (names != null) {
            for (List<?> name : names) {
                if (name.get(0) instanceof Integer kind
                        && kind == DNS_NAME
                        && name.get(1) instanceof String dns
                        && covers(dns.toLowerCase(Locale.ROOT), wanted.toLowerCase(Locale.ROOT))) {
                    return;
                }
            }
        }
        throw new CertificateException("the certificate of the server does not carry the name " + wanted);
    }

    private static boolean covers(String dns, String wanted) {
        if (dns.startsWith("*.")) {
            int dot = wanted.indexOf('.');
            return dot > 0 && wanted.substring(dot).equals(dns.substring(1));
        }
        return dns.equals(wanted);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side never is a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
