package antrea.kube.resource;

import antrea.kube.object.ConfigMap;
import antrea.kube.object.FlatMap;
import antrea.kube.object.Meta;
import antrea.kube.object.Namespace;
import antrea.kube.object.Node;
import antrea.kube.object.Secret;
import antrea.net.Bytes;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.runtime.json.JsonException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads Namespaces, Nodes, ConfigMaps and Secrets.
final class ClusterReaders {
    private ClusterReaders() {}

    static Namespace namespace(TokenReader in) {
        Meta meta = Meta.of("", "");
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> meta = MetaReader.read(in);
                default -> in.skip();
            }
        }
        return new Namespace(meta);
    }

    static Node node(TokenReader in) {
        Meta meta = Meta.of("", "");
        List<Cidr> podCidrs = List.of();
        List<IpAddress> internal = new ArrayList<>(2);
        List<IpAddress> external = new ArrayList<>(2);
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> meta = MetaReader.read(in);
                case "spec" -> podCidrs = podCidrs(in);
                case "status" -> addresses(in, internal, external);
                default -> in.skip();
            }
        }
        return new Node(meta, podCidrs, internal, external);
    }

    private static List<Cidr> podCidrs(TokenReader in) {
        List<Cidr> all = List.of();
        List<Cidr> single = List.of();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "podCIDR" -> {
                    if (in.isNull() || in.text().isEmpty()) {
                        single = List.of();
                    } else {
                        single = List.of(Values.cidr(in));
                    }
                }
                case "podCIDRs" -> all = Values.cidrs(in);
                default -> in.skip();
            }
        }
        return all.isEmpty() ? single : all;
    }

    private static void addresses(TokenReader in, List<IpAddress> internal, List<IpAddress> external) {
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "addresses" -> {
                    in.beginArray();
                    while (in.nextElement()) {
                        address(in, internal, external);
                    }
                }
                default -> in.skip();
            }
        }
    }

    private static void address(TokenReader in, List<IpAddress> internal, List<IpAddress> external) {
        String type = "";
        String address = "";
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "type" -> type = in.sharedText();
                case "address" -> address = in.text();
                default -> in.skip();
            }
        }
        switch (type) {
            case "InternalIP" -> Values.tryAddress(address).ifPresent(internal::add);
            case "ExternalIP" -> Values.tryAddress(address).ifPresent(external::add);
            default -> {
                // host names are not addresses
            }
        }
    }

    static ConfigMap configMap(TokenReader in) {
        Meta meta = Meta.of("", "");
        Map<String, String> values = FlatMap.EMPTY;
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> meta = MetaReader.read(in);
                case "data" -> values = in.textMap();
                default -> in.skip();
            }
        }
        return new ConfigMap(meta, values);
    }

    static Secret secret(TokenReader in) {
        Meta meta = Meta.of("", "");
        String type = "";
        Map<String, Bytes> values = new HashMap<>();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> meta = MetaReader.read(in);
                case "type" -> type = in.sharedText();
                case "data" -> {
                    in.beginObject();
                    while (in.nextField()) {
                        values.put(in.field(), base64(in));
                    }
                }
                default -> in.skip();
            }
        }
        return new Secret(meta, type, values);
    }

    private static Bytes base64(TokenReader in) {
        try {
            return Bytes.of(Base64.getDecoder().decode(in.text()));
        } catch (IllegalArgumentException _) {
            // without the cause: its message quotes a secret
            throw new JsonException(in.path() + ": not base64");
        }
    }
}
