package antrea.serve.auth;

import antrea.serve.http.ApiRequest;
import antrea.serve.http.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Believes the user headers of the aggregating API server, which proves itself by a client certificate of the
/// front proxy CA with one of the allowed names.
public record RequestHeaderAuthenticator(ClusterTrust cluster) implements Authenticator {
    @Override
    public Result authenticate(ApiRequest request) {
        ClusterTrust.Trust trust = cluster.trust();
        if (request.peerCertificates().isEmpty() || trust.proxyCa().isEmpty()) {
            return Silent.SILENT;
        }
        if (!trust.proxyCa().trusts(request.peerCertificates())) {
            return new Refused("the client certificate is not of the front proxy CA");
        }
        List<String> names =
                ClientCertificates.subject(request.peerCertificates().getFirst(), "CN");
        if (!trust.proxyNames().isEmpty() && names.stream().noneMatch(trust.proxyNames()::contains)) {
            return new Refused("the front proxy " + names + " is not one of the allowed names");
        }
        Optional<String> user = trust.userHeaders().stream()
                .flatMap(h -> request.headers().all(h).stream())
                .filter(v -> !v.isEmpty())
                .findFirst();
        return user.<Result>map(name -> new Known(user(name, trust, request.headers())))
                .orElse(Silent.SILENT);
    }

    private static UserInfo user(String name, ClusterTrust.Trust trust, Headers headers) {
        List<String> groups = new ArrayList<>();
        trust.groupHeaders().forEach(h -> groups.addAll(headers.all(h)));
        Map<String, List<String>> extra = new LinkedHashMap<>();
        trust.extraPrefixes()
                .forEach(prefix -> headers.withPrefix(prefix, (rest, values) -> extra.put(unescape(rest), values)));
        return new UserInfo(name, "", groups, extra);
    }

    private static String unescape(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return key; // not escaped at all, as old proxies send it
        }
    }
}
