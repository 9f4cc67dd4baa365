package antrea.kube.access;

import antrea.runtime.config.ConfigException;
import antrea.runtime.config.YamlText;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/// Reads kubeconfig files: the current context with server, CA, and a token or a client certificate, inline or in
/// files. Login helpers (`exec`, `auth-provider`, passwords) and unverified TLS are refused, not skipped.
public final class Kubeconfig {
    private Kubeconfig() {}

    /// Throws [AccessException] naming the file and what is wrong with it.
    public static ApiAccess read(Path file) {
        try {
            return parse(Files.readString(file), file);
        } catch (IOException e) {
            throw new AccessException("cannot read the kubeconfig " + file + ": " + e, e);
        } catch (ConfigException | JsonException e) {
            throw new AccessException("kubeconfig " + file + ": " + e.getMessage(), e);
        }
    }

    private static ApiAccess parse(String text, Path file) {
        Json.Obj root = YamlText.read(text, file.toString()).asObject("file");
        String current = root.text("current-context", "");
        Json.Obj context = named(root, "contexts", current, file).object("context");
        Json.Obj cluster =
                named(root, "clusters", context.text("cluster"), file).object("cluster");
        Json.Obj user = named(root, "users", context.text("user"), file).object("user");
        for (String helper : new String[] {"exec", "auth-provider", "username", "password"}) {
            if (user.get(helper).isPresent()) {
                throw new AccessException("kubeconfig " + file + ": \"" + helper
                        + "\" is not supported; use a token or a client certificate");
            }
        }
        if (cluster.bool("insecure-skip-tls-verify", false)) {
            throw new AccessException("kubeconfig " + file + ": insecure-skip-tls-verify is not supported; "
                    + "give certificate-authority");
        }
        Optional<String> serverName =
                Optional.of(cluster.text("tls-server-name", "")).filter(n -> !n.isEmpty());
        return new ApiAccess(
                ApiAccess.parseServer(cluster.text("server")),
                serverName,
                source(cluster, "certificate-authority", file),
                token(user, file),
                new ApiAccess.ClientCertificate(
                        source(user, "client-certificate", file), source(user, "client-key", file)));
    }

    private static Json.Obj named(Json.Obj root, String list, String name, Path file) {
        for (Json element : root.list(list)) {
            Json.Obj entry = element.asObject(list);
            if (entry.text("name", "").equals(name)) {
                return entry;
            }
        }
        throw new AccessException("kubeconfig " + file + ": no \"" + name + "\" among its " + list);
    }

    private static TextSource token(Json.Obj user, Path file) {
        Optional<Json> inline = user.get("token");
        return inline.map(t -> TextSource.inline(t.asText("token"))).orElseGet(() -> inFile(user, "tokenFile", file));
    }

    /// `KEY-data` in base64, or the file of `KEY`.
    private static TextSource source(Json.Obj owner, String key, Path file) {
        String inline = owner.text(key + "-data", "");
        if (inline.isEmpty()) {
            return inFile(owner, key, file);
        }
        try {
            return TextSource.inline(
                    new String(Base64.getDecoder().decode(inline.replaceAll("\\s", "")), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new AccessException("kubeconfig " + file + ": " + key + "-data is not base64", e);
        }
    }

    /// Relative paths are relative to the kubeconfig.
    private static TextSource inFile(Json.Obj owner, String key, Path file) {
        String path = owner.text(key, "");
        return path.isEmpty() ? TextSource.none() : new TextSource.InFile(file.resolveSibling(path));
    }
}
