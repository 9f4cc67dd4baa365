package antrea.serve.testing;

import antrea.serve.tls.Pem;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority for tests, with elliptic curve keys, which are made in no time.
public final class TestPki {
    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private long serial;

    /// A client certificate with its key.
    public record Client(List<X509Certificate> chain, PrivateKey key) {}

    public TestPki(String commonName) {
        name = new X500Name("CN=" + commonName);
        keys = newKeys();
        certificate = sign(name, keys, true, Duration.ofDays(1), KeyPurposeId.id_kp_clientAuth);
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String pem() {
        return Pem.write(List.of(certificate));
    }

    public Client client(String subject) {
        return client(subject, Duration.ofHours(1), KeyPurposeId.id_kp_clientAuth);
    }

    public Client client(String subject, Duration lifetime, KeyPurposeId purpose) {
        KeyPair own = newKeys();
        return new Client(List.of(sign(new X500Name(subject), own, false, lifetime, purpose)), own.getPrivate());
    }

    private X509Certificate sign(
            X500Name subject, KeyPair own, boolean authority, Duration lifetime, KeyPurposeId purpose) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(++serial),
                    Date.from(now.minus(Duration.ofHours(2))),
                    Date.from(now.plus(lifetime)),
                    subject,
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (java.io.IOException
                | GeneralSecurityException
                | org.bouncycastle.operator.OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
