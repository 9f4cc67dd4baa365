package antrea.kube.access;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// The TLS side of an [ApiAccess].
public final class TlsClient {
    private TlsClient() {}

    /// A context whose trust and identity follow the sources of the access: one context serves the whole life of
    /// the process. Throws [AccessException] when the JVM has no TLS.
    public static SSLContext context(ApiAccess access) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new ClientIdentity(access.certificate())},
                    new TrustManager[] {new ServerTrust(access.ca(), access.serverName())},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AccessException("this JVM cannot set up TLS: " + e.getMessage(), e);
        }
    }
}
