package antrea.networkpolicy.api;

import antrea.net.Protocol;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// What traffic a rule matches (Service, L7Protocol) and the reports of Nodes, as JSON.
final class ServiceJson {
    private ServiceJson() {}

    static Json json(Service service) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        service.protocol().ifPresent(protocol -> out.put("protocol", Json.of(protocol.name())));
        service.port().ifPresent(port -> out.put("port", json(port)));
        put(out, "endPort", service.endPort());
        put(out, "icmpType", service.icmp().type());
        put(out, "icmpCode", service.icmp().code());
        put(out, "igmpType", service.igmp().type());
        GroupJson.putText(out, "groupAddress", service.igmp().groupAddress());
        put(out, "srcPort", service.sourcePorts().first());
        put(out, "srcEndPort", service.sourcePorts().last());
        return new Json.Obj(out);
    }

    private static Json json(Service.Port port) {
        return switch (port) {
            case Service.Port.Number(int number) -> Json.of((long) number);
            case Service.Port.Name(String name) -> Json.of(name);
        };
    }

    private static void put(SequencedMap<String, Json> out, String name, OptionalInt value) {
        value.ifPresent(number -> out.put(name, Json.of((long) number)));
    }

    static Json json(L7Protocol l7) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        l7.http().ifPresent(http -> {
            SequencedMap<String, Json> members = new LinkedHashMap<>();
            GroupJson.putText(members, "host", http.host());
            GroupJson.putText(members, "method", http.method());
            GroupJson.putText(members, "path", http.path());
            out.put("http", new Json.Obj(members));
        });
        l7.tls().ifPresent(tls -> {
            SequencedMap<String, Json> members = new LinkedHashMap<>();
            GroupJson.putText(members, "sni", tls.sni());
            out.put("tls", new Json.Obj(members));
        });
        return new Json.Obj(out);
    }

    static Json.Obj json(NetworkPolicyStatus status) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        out.put("metadata", GroupJson.json(status.metadata()));
        GroupJson.putList(out, "nodes", status.nodes(), ServiceJson::json);
        return new Json.Obj(out);
    }

    private static Json json(NetworkPolicyStatus.NodeStatus node) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        GroupJson.putText(out, "nodeName", node.nodeName());
        GroupJson.putNumber(out, "generation", node.generation());
        out.put("realizationFailure", Json.of(node.realizationFailure()));
        GroupJson.putText(out, "message", node.message());
        return new Json.Obj(out);
    }

    static OptionalInt optionalInt(Json.Obj in, String name) {
        Optional<Json> value = in.get(name);
        return value.isPresent()
                ? OptionalInt.of(GroupJson.int32(value.get().asLong(name), name))
                : OptionalInt.empty();
    }

    static Service service(Json.Obj in) {
        Optional<Protocol> protocol = in.get("protocol").map(p -> GroupJson.protocol(p.asText("protocol")));
        return new Service(
                protocol,
                in.get("port").map(ServiceJson::port),
                optionalInt(in, "endPort"),
                new Service.Icmp(optionalInt(in, "icmpType"), optionalInt(in, "icmpCode")),
                new Service.Igmp(optionalInt(in, "igmpType"), in.text("groupAddress", "")),
                new Service.SourcePorts(optionalInt(in, "srcPort"), optionalInt(in, "srcEndPort")));
    }

    private static Service.Port port(Json in) {
        return switch (in) {
            case Json.Num number -> new Service.Port.Number(GroupJson.int32(number.asLong("port"), "port"));
            case Json.Text(String name) -> new Service.Port.Name(name);
            case Json.Obj _, Json.Arr _, Json.Bool _, Json.Null _ ->
                throw new JsonException("port: expected a number or a name");
        };
    }

    static L7Protocol l7Protocol(Json.Obj in) {
        return new L7Protocol(
                in.get("http").map(h -> http(h.asObject("http"))),
                in.get("tls").map(t -> new L7Protocol.Tls(t.asObject("tls").text("sni", ""))));
    }

    private static L7Protocol.Http http(Json.Obj in) {
        return new L7Protocol.Http(in.text("host", ""), in.text("method", ""), in.text("path", ""));
    }

    static NetworkPolicyStatus status(Json.Obj in) {
        List<NetworkPolicyStatus.NodeStatus> nodes = GroupJson.list(in, "nodes", ServiceJson::nodeStatus);
        return new NetworkPolicyStatus(GroupJson.metadata(in), nodes);
    }

    private static NetworkPolicyStatus.NodeStatus nodeStatus(Json.Obj in) {
        return new NetworkPolicyStatus.NodeStatus(
                in.text("nodeName", ""),
                in.number("generation", 0),
                in.bool("realizationFailure", false),
                in.text("message", ""));
    }
}
