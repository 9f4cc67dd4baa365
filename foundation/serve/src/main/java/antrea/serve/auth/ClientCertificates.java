package antrea.serve.auth;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/// Checks client certificates against a set of CAs. Revocation lists are not asked, as nowhere in Kubernetes.
public final class ClientCertificates {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    private final Set<TrustAnchor> anchors;
    private final InstantSource clock;

    private ClientCertificates(Set<TrustAnchor> anchors, InstantSource clock) {
        this.anchors = anchors;
        this.clock = clock;
    }

    /// `bundle`: CA certificates in PEM; blank means that nobody is trusted. Throws [IllegalArgumentException].
    public static ClientCertificates of(String bundle, InstantSource clock) {
        Set<TrustAnchor> anchors = new HashSet<>();
        if (!bundle.isBlank()) {
            parse(bundle).forEach(ca -> anchors.add(new TrustAnchor(ca, null)));
        }
        return new ClientCertificates(anchors, clock);
    }

    /// Reads certificates in PEM. Throws [IllegalArgumentException].
    public static List<X509Certificate> parse(String pem) {
        try {
            List<X509Certificate> out = new ArrayList<>();
            for (Certificate c : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
                if (c instanceof X509Certificate x509) {
                    out.add(x509);
                }
            }
            return List.copyOf(out);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a bundle of certificates in PEM: " + e.getMessage(), e);
        }
    }

    /// Whether nobody is trusted.
    public boolean isEmpty() {
        return anchors.isEmpty();
    }

    /// Whether the chain (leaf first) leads to one of the CAs, is valid now and made for client authentication.
    public boolean trusts(List<X509Certificate> chain) {
        if (anchors.isEmpty() || chain.isEmpty() || !isForClients(chain.getFirst())) {
            return false;
        }
        try {
            X509CertSelector leaf = new X509CertSelector();
            leaf.setCertificate(chain.getFirst());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(clock.instant()));
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false; // no path to a CA that we trust: an expected outcome
        }
    }

    private static boolean isForClients(X509Certificate leaf) {
        try {
            List<String> usages = leaf.getExtendedKeyUsage();
            return usages == null || usages.contains(CLIENT_AUTH) || usages.contains(ANY_USAGE);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /// The values of an attribute ("CN", "O") of the subject, in order.
    public static List<String> subject(X509Certificate certificate, String attribute) {
        List<String> out = new ArrayList<>();
        try {
            String name = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
            for (Rdn part : new LdapName(name).getRdns()) {
                if (part.getType().equalsIgnoreCase(attribute) && part.getValue() instanceof String text) {
                    out.add(text);
                }
            }
        } catch (InvalidNameException e) {
            return List.of(); // a subject that has no text form names nobody
        }
        return out;
    }
}
