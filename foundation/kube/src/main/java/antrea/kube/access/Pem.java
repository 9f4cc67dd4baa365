package antrea.kube.access;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and private keys from PEM text (RFC 7468). Keys in PKCS#8, and the older RSA (PKCS#1) and EC (RFC
/// 5915) forms that kubeadm and openssl write.
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_KEY_OID = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int EC_PARAMETERS_TAG = 0xa0;

    private Pem() {}

    /// All certificates of the text, in order. Throws [AccessException] when there is none or one is unreadable.
    public static List<X509Certificate> certificates(String text, String where) {
        List<X509Certificate> out = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (block.find()) {
                if (group(block, 1).equals("CERTIFICATE")) {
                    out.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(bytes(block, where))));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new AccessException(where + ": unreadable certificate: " + e.getMessage(), e);
        }
        if (out.isEmpty()) {
            throw new AccessException(where + ": no certificate in the PEM text");
        }
        return out;
    }

    /// The first private key of the text. Throws [AccessException].
    public static PrivateKey privateKey(String text, String where) {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            switch (group(block, 1)) {
                case "PRIVATE KEY" -> {
                    return decode(bytes(block, where), where);
                }
                case "RSA PRIVATE KEY" -> {
                    return decode(pkcs8(RSA_ALGORITHM, bytes(block, where)), where);
                }
                case "EC PRIVATE KEY" -> {
                    byte[] key = bytes(block, where);
                    return decode(pkcs8(ecAlgorithm(key, where), key), where);
                }
                default -> {
                    // EC PARAMETERS and certificates may stand before the key
                }
            }
        }
        throw new AccessException(where + ": no private key in the PEM text (encrypted keys cannot be read)");
    }

    private static String group(Matcher block, int index) {
        String text = block.group(index);
        return text == null ? "" : text;
    }

    private static byte[] bytes(Matcher block, String where) {
        try {
            return Base64.getMimeDecoder().decode(group(block, 2).getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new AccessException(where + ": damaged PEM text", e);
        }
    }

    private static PrivateKey decode(byte[] pkcs8, String where) {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException _) {
                // the next algorithm may fit
            } catch (GeneralSecurityException e) {
                throw new AccessException(where + ": " + algorithm + " keys are not supported by this JVM", e);
            }
        }
        throw new AccessException(where + ": neither an RSA nor an EC nor an Ed25519 key");
    }

    /// PrivateKeyInfo of RFC 5208 around a bare key.
    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {2, 1, 0});
        out.writeBytes(algorithm);
        out.writeBytes(tagged(OCTET_STRING, key));
        return tagged(SEQUENCE, out.toByteArray());
    }

    private static byte[] ecAlgorithm(byte[] key, String where) {
        // ECPrivateKey ::= SEQUENCE { version, OCTET STRING, [0] parameters, … }: the curve stands inside [0]
        int at = 2 + (key.length > 1 && key[1] < 0 ? key[1] & 0x7f : 0);
        while (at + 1 < key.length && (key[at] & 0xff) != EC_PARAMETERS_TAG) {
            at += 2 + (key[at + 1] & 0xff);
        }
        if (at + 1 >= key.length || at + 2 + key[at + 1] > key.length || key[at + 1] < 0) {
            throw new AccessException(where + ": an EC key that does not name its curve");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(EC_KEY_OID);
        out.write(key, at + 2, key[at + 1]);
        return tagged(SEQUENCE, out.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
