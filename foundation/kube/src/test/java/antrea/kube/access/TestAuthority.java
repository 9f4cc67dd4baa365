package antrea.kube.access;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A self-signed certificate with its key.
record TestAuthority(X509Certificate x509, KeyPair keys) {
    private static final char[] PASSWORD = "password".toCharArray();

    /// For these addresses and DNS names; `algorithm` is EC (P-256) or RSA.
    static TestAuthority make(String algorithm, String... names) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            KeyPair keys = generator.generateKeyPair();
            // a name of its own, or certificates of two authorities could be taken for each other
            X500Name name = new X500Name("CN=test-" + keys.getPublic().hashCode());
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(now.toEpochMilli()),
                    time(now.minus(Duration.ofHours(1))),
                    time(now.plus(Duration.ofHours(1))),
                    name,
                    keys.getPublic());
            GeneralName[] alternatives = Arrays.stream(names)
                    .map(n -> new GeneralName(
                            n.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, n))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            String signature = algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
            return new TestAuthority(
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(new JcaContentSignerBuilder(signature).build(keys.getPrivate()))),
                    keys);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Time time(Instant instant) {
        return new Time(new org.bouncycastle.asn1.DERGeneralizedTime(
                java.time.format.DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                        .withZone(java.time.ZoneOffset.UTC)
                        .format(instant)));
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    String certificate() {
        try {
            return pem("CERTIFICATE", x509.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// PKCS#8.
    String keyPem() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    /// The bare form inside of PKCS#8, under its older name. `head` is the length of what PKCS#8 puts around it.
    String bareKeyPem(String name, int head) {
        byte[] whole = keys.getPrivate().getEncoded();
        return pem(name, Arrays.copyOfRange(whole, head, whole.length));
    }

    /// The side of a server that shows this certificate and trusts `clients`.
    SSLContext server(TestAuthority clients) {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("x", keys.getPrivate(), PASSWORD, new X509Certificate[] {x509});
            KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(own, PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("clients", clients.x509);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
