package antrea.serve.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// Writes certificates and keys as PEM (RFC 7468). Reading is [antrea.kube.access.Pem]'s.
public final class Pem {
    private Pem() {}

    public static String write(List<X509Certificate> chain) {
        StringBuilder out = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                block(out, "CERTIFICATE", certificate.getEncoded());
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a certificate that cannot be encoded: " + certificate, e);
            }
        }
        return out.toString();
    }

    public static String write(PrivateKey key) {
        StringBuilder out = new StringBuilder();
        block(out, "PRIVATE KEY", key.getEncoded());
        return out.toString();
    }

    private static void block(StringBuilder out, String label, byte[] content) {
        out.append("-----BEGIN ").append(label).append("-----\n");
        out.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
        out.append("\n-----END ").append(label).append("-----\n");
    }
}
