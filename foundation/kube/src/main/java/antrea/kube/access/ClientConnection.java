package antrea.kube.access;

import antrea.runtime.config.ConfigSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The options `clientConnection` and `antreaClientConnection`. The original spells their keys in lower case only;
/// the spelling of its documentation is read too.
///
/// @param kubeconfig path of a kubeconfig file, empty inside a Pod
/// @param queriesPerSecond accepted for the file's sake; this client needs no throttle, it makes one watch a kind
public record ClientConnection(
        String kubeconfig, String acceptContentTypes, String contentType, double queriesPerSecond, int burst) {
    public static ClientConnection read(ConfigSection section) {
        return new ClientConnection(
                section.textOfAny("", "kubeconfig", "kubeConfig"),
                section.textOfAny("", "acceptcontenttypes", "acceptContentTypes"),
                section.textOfAny("", "contenttype", "contentType"),
                section.decimal("qps", 0),
                section.integer("burst", 0, 0, Integer.MAX_VALUE));
    }

    /// What to say of values that are accepted for the file's sake and have no effect. `key` is the option's name.
    public List<String> remarks(String key) {
        List<String> out = new ArrayList<>();
        if (queriesPerSecond != 0 || burst != 0) {
            out.add(key + ".qps and .burst have no effect: this client makes one watch a kind and needs no throttle");
        }
        if (!acceptContentTypes.isEmpty() || !contentType.isEmpty()) {
            out.add(key + ".acceptContentTypes and .contentType have no effect: this client speaks JSON");
        }
        return out;
    }

    /// The access that this option and kubeAPIServerOverride describe. Throws [AccessException].
    public ApiAccess access(Map<String, String> environment, String serverOverride) {
        if (kubeconfig.isEmpty()) {
            return InClusterAccess.of(environment, InClusterAccess.SERVICE_ACCOUNT, serverOverride);
        }
        ApiAccess access = Kubeconfig.read(Path.of(kubeconfig));
        return serverOverride.isEmpty() ? access : access.withServer(ApiAccess.parseServer(serverOverride));
    }
}
