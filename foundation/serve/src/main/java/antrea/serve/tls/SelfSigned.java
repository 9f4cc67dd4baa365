package antrea.serve.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/// Makes a serving certificate signed by a CA that is thrown away at once: leaf `CN=<name>@<time>`, CA
/// `CN=<name>-ca@<time>`, valid from an hour ago for a year (the scheme of client-go's
/// `GenerateSelfSignedCertKey`). Written as RFC 5280 says, without a library: one that brings signed jars costs each
/// start half a second of CPU to check them, and megabytes for good.
public record SelfSigned(String name, List<String> dnsNames, List<String> ipAddresses, KeyKind keyKind) {
    private static final Duration BACKDATE = Duration.ofHours(1);
    private static final Duration LIFETIME = Duration.ofDays(365);
    // RFC 5280, 4.2.1: object identifiers 2.5.29.15, .19, .17, .37, and 1.3.6.1.5.5.7.3.1
    private static final String KEY_USAGE = "551d0f";
    private static final String BASIC_CONSTRAINTS = "551d13";
    private static final String SUBJECT_ALTERNATIVE_NAME = "551d11";
    private static final String EXTENDED_KEY_USAGE = "551d25";
    private static final String SERVER_AUTH = "2b06010505070301";
    private static final int DIGITAL_SIGNATURE = 0x80;
    private static final int KEY_ENCIPHERMENT = 0x20;
    private static final int CERT_SIGN = 0x04;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    public SelfSigned {
        dnsNames = List.copyOf(dnsNames);
        ipAddresses = List.copyOf(ipAddresses);
    }

    /// What keys to make. RSA is what the original serves; making two of them costs seconds of CPU and some 20 MB
    /// with the JVM settings of an agent, elliptic curves next to nothing.
    public enum KeyKind {
        RSA_2048("RSA", 2048, "SHA256withRSA", "2a864886f70d01010b"),
        EC_P256("EC", 256, "SHA256withECDSA", "2a8648ce3d040302");

        private final String algorithm;
        private final int bits;
        private final String signature;
        private final String signatureIdentifier;

        KeyKind(String algorithm, int bits, String signature, String signatureIdentifier) {
            this.algorithm = algorithm;
            this.bits = bits;
            this.signature = signature;
            this.signatureIdentifier = signatureIdentifier;
        }

        /// With parameters NULL for RSA (RFC 4055) and without any for elliptic curves (RFC 5758).
        private byte[] identifier() {
            byte[] identifier = Der.objectIdentifier(signatureIdentifier);
            return this == RSA_2048 ? Der.sequence(identifier, new byte[] {5, 0}) : Der.sequence(identifier);
        }
    }

    /// The chain is leaf, then CA. Throws [IllegalStateException] when the JVM cannot sign.
    public ServingCertificate create(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyKind.algorithm);
            generator.initialize(keyKind.bits);
            KeyPair caKeys = generator.generateKeyPair();
            KeyPair keys = generator.generateKeyPair();
            X500Principal caName = new X500Principal("CN=" + name + "-ca@" + now.getEpochSecond());
            X500Principal subject = new X500Principal("CN=" + name + "@" + now.getEpochSecond());
            X509Certificate ca = certificate(caName, caKeys.getPrivate(), caName, caKeys, now, caExtensions());
            X509Certificate leaf = certificate(caName, caKeys.getPrivate(), subject, keys, now, leafExtensions());
            return new ServingCertificate(List.of(leaf, ca), keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a self-signed certificate: check the JVM's providers", e);
        }
    }

    private static byte[] caExtensions() {
        return Der.sequence(
                critical(
                        KEY_USAGE, Der.bits(2, new byte[] {(byte) (DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | CERT_SIGN)})),
                critical(BASIC_CONSTRAINTS, Der.sequence(Der.isTrue())));
    }

    private byte[] leafExtensions() {
        byte[][] names = new byte[dnsNames.size() + ipAddresses.size()][];
        for (int i = 0; i < names.length; i++) {
            names[i] = i < dnsNames.size()
                    ? Der.implicit(DNS_NAME, dnsNames.get(i).getBytes(StandardCharsets.US_ASCII))
                    : Der.implicit(
                            IP_ADDRESS,
                            InetAddress.ofLiteral(ipAddresses.get(i - dnsNames.size()))
                                    .getAddress());
        }
        return Der.sequence(
                critical(KEY_USAGE, Der.bits(5, new byte[] {(byte) (DIGITAL_SIGNATURE | KEY_ENCIPHERMENT)})),
                extension(EXTENDED_KEY_USAGE, Der.sequence(Der.objectIdentifier(SERVER_AUTH))),
                critical(BASIC_CONSTRAINTS, Der.sequence()),
                extension(SUBJECT_ALTERNATIVE_NAME, Der.sequence(names)));
    }

    private static byte[] extension(String identifier, byte[] value) {
        return Der.sequence(Der.objectIdentifier(identifier), Der.octets(value));
    }

    private static byte[] critical(String identifier, byte[] value) {
        return Der.sequence(Der.objectIdentifier(identifier), Der.isTrue(), Der.octets(value));
    }

    private X509Certificate certificate(
            X500Principal issuer,
            PrivateKey issuerKey,
            X500Principal subject,
            KeyPair keys,
            Instant now,
            byte[] extensions)
            throws GeneralSecurityException {
        byte[] content = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)),
                keyKind.identifier(),
                issuer.getEncoded(),
                Der.sequence(Der.time(now.minus(BACKDATE)), Der.time(now.plus(LIFETIME))),
                subject.getEncoded(),
                keys.getPublic().getEncoded(),
                Der.explicit(3, extensions));
        Signature signature = Signature.getInstance(keyKind.signature);
        signature.initSign(issuerKey);
        signature.update(content);
        byte[] whole = Der.sequence(content, keyKind.identifier(), Der.bits(0, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }
}
