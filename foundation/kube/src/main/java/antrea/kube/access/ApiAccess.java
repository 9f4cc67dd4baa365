package antrea.kube.access;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// How to reach an API server.
///
/// @param server scheme, host and port; an IPv6 host is in brackets
/// @param serverName the DNS name that its certificate must carry, when that is not the host of `server`: the
///     aggregated API is called by its cluster IP, since a Node may have no cluster DNS
/// @param ca PEM certificates to trust; without them those of the JDK
/// @param token bearer token
public record ApiAccess(
        URI server, Optional<String> serverName, TextSource ca, TextSource token, ClientCertificate certificate) {
    private static final int HTTPS_PORT = 443;

    /// A PEM certificate chain and its PEM key, or two times nothing.
    public record ClientCertificate(TextSource chain, TextSource key) {
        public static final ClientCertificate NONE = new ClientCertificate(TextSource.none(), TextSource.none());
    }

    /// Without credentials and with the trust of the JDK.
    public static ApiAccess of(URI server) {
        return new ApiAccess(server, Optional.empty(), TextSource.none(), TextSource.none(), ClientCertificate.NONE);
    }

    public ApiAccess withServer(URI other) {
        return new ApiAccess(other, serverName, ca, token, certificate);
    }

    public ApiAccess withServerName(String name) {
        return new ApiAccess(server, Optional.of(name), ca, token, certificate);
    }

    public ApiAccess withCa(TextSource other) {
        return new ApiAccess(server, serverName, other, token, certificate);
    }

    public ApiAccess withToken(TextSource other) {
        return new ApiAccess(server, serverName, ca, other, certificate);
    }

    public ApiAccess withCertificate(ClientCertificate other) {
        return new ApiAccess(server, serverName, ca, token, other);
    }

    /// The URI of a host and a port, with brackets around an IPv6 address.
    public static URI https(String host, int port) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            return new URI("https", null, bare, port, null, null, null);
        } catch (URISyntaxException e) {
            throw new AccessException("no URI can be made of host \"" + host + "\" and port " + port, e);
        }
    }

    /// Reads the option kubeAPIServerOverride: a URL, `host:port`, or a host alone (port 443). An IPv6 host with a
    /// port needs brackets. Throws [AccessException].
    public static URI parseServer(String text) {
        if (text.contains("://")) {
            return parseUrl(text);
        }
        boolean bareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        int colon = bareIpv6 ? -1 : text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            return https(text, HTTPS_PORT);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            InetSocketAddress unused = InetSocketAddress.createUnresolved("", port);
            return https(text.substring(0, colon), unused.getPort());
        } catch (IllegalArgumentException e) {
            throw new AccessException("not an API server address: \"" + text + "\"", e);
        }
    }

    private static URI parseUrl(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null) {
                throw new AccessException("an API server URL without host: \"" + text + "\"");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new AccessException("not a URL of an API server: \"" + text + "\"", e);
        }
    }
}
