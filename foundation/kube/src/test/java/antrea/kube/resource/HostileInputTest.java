package antrea.kube.resource;

import antrea.kube.client.ErrorStatus;
import antrea.runtime.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Whatever comes, a reader gives an object or throws [JsonException].
class HostileInputTest {
    private static final List<ObjectReader<?>> READERS = List.of(
            Resources.PODS.reader(),
            Resources.NODES.reader(),
            Resources.NAMESPACES.reader(),
            Resources.SERVICES.reader(),
            Resources.ENDPOINT_SLICES.reader(),
            Resources.NETWORK_POLICIES.reader(),
            Resources.CONFIG_MAPS.reader(),
            Resources.SECRETS.reader(),
            ErrorStatus::read,
            in -> ListReader.read(in, Resources.PODS.reader(), _ -> {}));

    private static final List<String> FIELDS = List.of(
            "metadata",
            "spec",
            "status",
            "labels",
            "annotations",
            "name",
            "ports",
            "containers",
            "podIPs",
            "ip",
            "ingress",
            "from",
            "ipBlock",
            "cidr",
            "except",
            "podSelector",
            "matchLabels",
            "matchExpressions",
            "key",
            "values",
            "endpoints",
            "addresses",
            "conditions",
            "hints",
            "forZones",
            "port",
            "data",
            "items",
            "clusterIPs",
            "loadBalancer",
            "creationTimestamp",
            "deletionTimestamp",
            "podCIDRs",
            "details",
            "causes",
            "generation");

    private static void feed(byte[] bytes) {
        for (ObjectReader<?> reader : READERS) {
            try (TokenReader in = TokenReader.over(bytes)) {
                var _ = reader.read(in);
            } catch (JsonException _) {
                // the one declared refusal
            }
        }
    }

    @Property(tries = 500)
    void randomBytes(@ForAll byte[] bytes) {
        feed(bytes);
    }

    private static final List<String> LEAVES = List.of(
            "null",
            "true",
            "\"x\"",
            "\"10.0.0.1\"",
            "\"fd00::/8\"",
            "1",
            "-1",
            "99999999999999999999",
            "1.5",
            "{}",
            "[]");

    private static String value(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(3);
        if (kind == 0) {
            return LEAVES.get(random.nextInt(LEAVES.size()));
        }
        StringJoiner out = kind == 1 ? new StringJoiner(",", "[", "]") : new StringJoiner(",", "{", "}");
        for (int i = random.nextInt(4); i >= 0; i--) {
            String name = kind == 1 ? "" : "\"" + FIELDS.get(random.nextInt(FIELDS.size())) + "\":";
            out.add(name + value(random, depth - 1));
        }
        return out.toString();
    }

    @Property(tries = 2000)
    void fieldsOfTheWrongKind(@ForAll long seed) {
        feed(value(new Random(seed), 6).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 200)
    void truncatedObjects(@ForAll @IntRange(max = 400) int length) {
        String whole = """
                {"metadata":{"name":"n","labels":{"a":"b"},"annotations":{"x.antrea.io/y":"z"},"creationTimestamp":null},
                "spec":{"podSelector":{"matchExpressions":[{"key":"k","operator":"In","values":["v"]}]},"ingress":[{"from":
                [{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],"ports":[{"port":"web"}]}],"containers":[{"ports":
                [{"containerPort":1}]}]},"status":{"podIPs":[{"ip":"fd00::1"}]},"items":[{"metadata":{}}]}""";
        feed(whole.substring(0, Math.min(length, whole.length())).getBytes(StandardCharsets.UTF_8));
    }
}
