package antrea.kube.access;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Shows the client certificate that the source holds at the moment of each handshake, so that a rotated one needs
/// no restart.
final class ClientIdentity extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final ApiAccess.ClientCertificate certificate;

    ClientIdentity(ApiAccess.ClientCertificate certificate) {
        this.certificate = certificate;
    }

    private @Nullable String alias() {
        return certificate.chain().given() ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket s) {
        return alias();
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias();
    }

    @Override
    public X509Certificate[] getCertificateChain(@Nullable String alias) {
        String pem = certificate.chain().read().orElse("");
        return Pem.certificates(pem, certificate.chain().toString()).toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(@Nullable String alias) {
        return Pem.privateKey(
                certificate.key().read().orElse(""), certificate.key().toString());
    }

    @Override
    public String[] getClientAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        String alias = alias();
        return alias == null ? new String[0] : new String[] {alias};
    }

    @Override
    public @Nullable String chooseServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String[] getServerAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }
}
