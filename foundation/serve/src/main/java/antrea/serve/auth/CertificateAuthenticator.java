package antrea.serve.auth;

import antrea.serve.http.ApiRequest;
import java.util.List;
import java.util.Map;

/// X.509 client certificates of the cluster's client CA: the common name is the user, organisations are groups.
public record CertificateAuthenticator(ClusterTrust cluster) implements Authenticator {
    @Override
    public Result authenticate(ApiRequest request) {
        ClusterTrust.Trust trust = cluster.trust();
        if (request.peerCertificates().isEmpty() || trust.clientCa().isEmpty()) {
            return Silent.SILENT;
        }
        if (!trust.clientCa().trusts(request.peerCertificates())) {
            return new Refused("the client certificate is not of the client CA");
        }
        List<String> names =
                ClientCertificates.subject(request.peerCertificates().getFirst(), "CN");
        if (names.isEmpty() || names.getLast().isEmpty()) {
            return Silent.SILENT;
        }
        List<String> groups =
                ClientCertificates.subject(request.peerCertificates().getFirst(), "O");
        return new Known(new UserInfo(names.getLast(), "", groups, Map.of()));
    }
}
