package antrea.oracle;

import antrea.kube.object.KubeObject;
import antrea.kube.resource.Resources;
import antrea.kube.resource.TokenReader;
import antrea.runtime.config.YamlText;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Objects as users write them: YAML documents, read the way the API's objects are read.
final class ObjectYaml {
    private ObjectYaml() {}

    /// The documents of a text, as JSON.
    static List<Json.Obj> documents(String text, String where) {
        List<Json.Obj> out = new ArrayList<>();
        for (String document : text.split("(?m)^---$", -1)) {
            if (YamlText.read(document, where) instanceof Json.Obj object
                    && !object.members().isEmpty()) {
                out.add(object);
            }
        }
        return out;
    }

    /// Adds the objects of a text to a cluster; those of the same key are replaced.
    static void read(String text, String where, ClusterObjects out) {
        for (Json.Obj document : documents(text, where)) {
            if (!document.text("kind").equals("Case")) {
                out.add(object(document));
            }
        }
    }

    private static KubeObject object(Json.Obj document) {
        TokenReader in = TokenReader.over(JsonText.write(document).getBytes(StandardCharsets.UTF_8));
        return switch (document.text("kind")) {
            case "Node" -> Resources.NODES.reader().read(in);
            case "Namespace" -> Resources.NAMESPACES.reader().read(in);
            case "Pod" -> Resources.PODS.reader().read(in);
            case "Service" -> Resources.SERVICES.reader().read(in);
            case "EndpointSlice" -> Resources.ENDPOINT_SLICES.reader().read(in);
            case "NetworkPolicy" -> Resources.NETWORK_POLICIES.reader().read(in);
            default -> throw new IllegalArgumentException("unknown kind in " + document);
        };
    }
}
