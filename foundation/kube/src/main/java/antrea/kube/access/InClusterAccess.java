package antrea.kube.access;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The access every Pod has: address from the environment, credentials from the mounted service account.
public final class InClusterAccess {
    /// Where kubelet mounts the service account.
    public static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private InClusterAccess() {}

    /// Throws [AccessException] when the variables KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are missing
    /// and no server is given instead (option kubeAPIServerOverride).
    public static ApiAccess of(Map<String, String> environment, Path serviceAccount, String serverOverride) {
        URI server = serverOverride.isEmpty() ? fromEnvironment(environment) : ApiAccess.parseServer(serverOverride);
        return new ApiAccess(
                server,
                Optional.empty(),
                new TextSource.InFile(serviceAccount.resolve("ca.crt")),
                new TextSource.InFile(serviceAccount.resolve("token")),
                ApiAccess.ClientCertificate.NONE);
    }

    private static URI fromEnvironment(Map<String, String> environment) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        if (host.isEmpty()) {
            throw new AccessException("not in a Pod: KUBERNETES_SERVICE_HOST is not set. Give a kubeconfig with "
                    + "clientConnection.kubeconfig, or the address with kubeAPIServerOverride");
        }
        return ApiAccess.parseServer(host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port);
    }
}
