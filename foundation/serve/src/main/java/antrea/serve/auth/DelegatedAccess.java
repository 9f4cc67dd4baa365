package antrea.serve.auth;

import antrea.serve.cluster.ApiObjects;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Authentication and authorisation of a server that leaves both to its cluster, put together: loopback token,
/// front proxy, client certificate, bearer token, else anonymous.
///
/// @param trust to be kept up to date by a watch or by [ClusterTrust#refresh]
public record DelegatedAccess(ClusterTrust trust, Authenticator authenticator, Authorizer authorizer) {
    /// Throws [antrea.serve.cluster.ApiFault] when the cluster does not say whom it trusts.
    ///
    /// @param ownClientCa CA certificates in PEM instead of the cluster's client CA
    /// @param openPaths exact paths that everybody may use
    public static DelegatedAccess of(
            ApiObjects cluster, Optional<String> ownClientCa, Set<String> openPaths, LoopbackToken loopback) {
        ClusterTrust trust = ClusterTrust.load(cluster, ownClientCa, InstantSource.system());
        Authenticator who = new AuthenticatorChain(List.of(
                loopback,
                new RequestHeaderAuthenticator(trust),
                new CertificateAuthenticator(trust),
                new TokenReviewAuthenticator(cluster, System::nanoTime)));
        return new DelegatedAccess(trust, who, new DelegatedAuthorizer(cluster, openPaths, System::nanoTime));
    }
}
