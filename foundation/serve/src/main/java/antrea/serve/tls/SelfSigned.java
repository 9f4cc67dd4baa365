package antrea.serve.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes a serving certificate signed by a CA that is thrown away at once: leaf `CN=<name>@<time>`, CA
/// `CN=<name>-ca@<time>`, valid from an hour ago for a year (the scheme of client-go's
/// `GenerateSelfSignedCertKey`).
public record SelfSigned(String name, List<String> dnsNames, List<String> ipAddresses, KeyKind keyKind) {
    private static final Duration BACKDATE = Duration.ofHours(1);
    private static final Duration LIFETIME = Duration.ofDays(365);

    public SelfSigned {
        dnsNames = List.copyOf(dnsNames);
        ipAddresses = List.copyOf(ipAddresses);
    }

    /// What keys to make. RSA is what the original serves; making two of them costs seconds of CPU and some 20 MB
    /// with the JVM settings of an agent, elliptic curves next to nothing.
    public enum KeyKind {
        RSA_2048("RSA", 2048, "SHA256withRSA"),
        EC_P256("EC", 256, "SHA256withECDSA");

        private final String algorithm;
        private final int bits;
        private final String signature;

        KeyKind(String algorithm, int bits, String signature) {
            this.algorithm = algorithm;
            this.bits = bits;
            this.signature = signature;
        }
    }

    /// The chain is leaf, then CA. Throws [IllegalStateException] when the JVM cannot sign.
    public ServingCertificate create(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyKind.algorithm);
            generator.initialize(keyKind.bits);
            KeyPair caKeys = generator.generateKeyPair();
            KeyPair keys = generator.generateKeyPair();
            X500Name caName = new X500Name("CN=" + name + "-ca@" + now.getEpochSecond());
            X509Certificate ca = authority(caName, caKeys, now);
            return new ServingCertificate(List.of(leaf(caName, caKeys.getPrivate(), keys, now), ca), keys.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a self-signed certificate: check the JVM's providers", e);
        }
    }

    private X509Certificate authority(X500Name caName, KeyPair keys, Instant now)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X509v3CertificateBuilder builder = builder(caName, caName, keys, now);
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        return sign(builder, keys.getPrivate());
    }

    private X509Certificate leaf(X500Name caName, PrivateKey caKey, KeyPair keys, Instant now)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X500Name subject = new X500Name("CN=" + name + "@" + now.getEpochSecond());
        X509v3CertificateBuilder builder = builder(caName, subject, keys, now);
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        GeneralName[] names = new GeneralName[dnsNames.size() + ipAddresses.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = i < dnsNames.size()
                    ? new GeneralName(GeneralName.dNSName, dnsNames.get(i))
                    : new GeneralName(GeneralName.iPAddress, ipAddresses.get(i - dnsNames.size()));
        }
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        return sign(builder, caKey);
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Instant now) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(63, new SecureRandom()).add(BigInteger.ONE),
                Date.from(now.minus(BACKDATE)),
                Date.from(now.plus(LIFETIME)),
                subject,
                keys.getPublic());
    }

    private X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(keyKind.signature).build(key)));
    }
}
