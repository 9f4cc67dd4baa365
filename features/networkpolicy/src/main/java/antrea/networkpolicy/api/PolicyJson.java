package antrea.networkpolicy.api;

import antrea.net.AddressWithPrefix;
import antrea.networkpolicy.api.NetworkPolicyRule.Action;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.serve.codec.ProtobufException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/// Policies, rules and peers as JSON. `from`, `to` and `enableLogging` are always there, since the Go types have
/// them without pointer.
final class PolicyJson {
    private PolicyJson() {}

    static Json.Obj json(NetworkPolicy policy) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        out.put("metadata", GroupJson.json(policy.metadata()));
        GroupJson.putList(out, "rules", policy.rules(), PolicyJson::json);
        GroupJson.putList(out, "appliedToGroups", policy.appliedToGroups(), Json::of);
        policy.priority().ifPresent(value -> out.put("priority", real(value)));
        policy.tierPriority().ifPresent(value -> out.put("tierPriority", Json.of((long) value)));
        policy.sourceRef().ifPresent(ref -> out.put("sourceRef", json(ref)));
        return new Json.Obj(out);
    }

    /// Go writes whole numbers without a fraction.
    private static Json real(double value) {
        BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
        return new Json.Num(exact.scale() < 0 ? exact.setScale(0) : exact);
    }

    private static Json json(NetworkPolicyReference ref) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        out.put("type", Json.of(ref.type().wireName()));
        GroupJson.putText(out, "namespace", ref.namespace());
        GroupJson.putText(out, "name", ref.name());
        GroupJson.putText(out, "uid", ref.uid());
        return new Json.Obj(out);
    }

    private static Json json(NetworkPolicyRule rule) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        out.put("direction", Json.of(rule.direction().wireName()));
        out.put("from", json(rule.from()));
        out.put("to", json(rule.to()));
        GroupJson.putList(out, "services", rule.services(), ServiceJson::json);
        GroupJson.putNumber(out, "priority", rule.priority());
        rule.action().ifPresent(action -> out.put("action", Json.of(action.wireName())));
        out.put("enableLogging", Json.of(rule.enableLogging()));
        GroupJson.putList(out, "appliedToGroups", rule.appliedToGroups(), Json::of);
        GroupJson.putText(out, "name", rule.name());
        GroupJson.putList(out, "l7Protocols", rule.l7Protocols(), ServiceJson::json);
        GroupJson.putText(out, "logLabel", rule.logLabel());
        return new Json.Obj(out);
    }

    private static Json json(NetworkPolicyPeer peer) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        GroupJson.putList(out, "addressGroups", peer.addressGroups(), Json::of);
        GroupJson.putList(out, "ipBlocks", peer.ipBlocks(), PolicyJson::json);
        GroupJson.putList(out, "fqdns", peer.fqdns(), Json::of);
        GroupJson.putList(out, "toServices", peer.toServices(), s -> GroupJson.json(s.namespace(), s.name()));
        GroupJson.putList(out, "labelIdentities", peer.labelIdentities(), id -> Json.of(Integer.toUnsignedLong(id)));
        return new Json.Obj(out);
    }

    private static Json json(IpBlock block) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        out.put("cidr", json(block.cidr()));
        GroupJson.putList(out, "except", block.except(), PolicyJson::json);
        return new Json.Obj(out);
    }

    private static Json json(AddressWithPrefix net) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        out.put("ip", GroupJson.json(net.address()));
        GroupJson.putNumber(out, "prefixLength", net.prefixLength());
        return new Json.Obj(out);
    }

    static NetworkPolicy networkPolicy(Json.Obj in) {
        Optional<Json> priority = in.get("priority");
        return new NetworkPolicy(
                GroupJson.metadata(in),
                GroupJson.list(in, "rules", PolicyJson::rule),
                GroupJson.texts(in, "appliedToGroups"),
                priority.isPresent() ? OptionalDouble.of(priority.get().asDouble("priority")) : OptionalDouble.empty(),
                ServiceJson.optionalInt(in, "tierPriority"),
                in.get("sourceRef").map(ref -> reference(ref.asObject("sourceRef"))));
    }

    private static NetworkPolicyReference reference(Json.Obj in) {
        String type = in.text("type", "");
        return new NetworkPolicyReference(
                NetworkPolicyReference.Type.ofWireName(type)
                        .orElseThrow(() -> new JsonException("unknown type of policy \"" + type + "\"")),
                in.text("namespace", ""),
                in.text("name", ""),
                in.text("uid", ""));
    }

    private static NetworkPolicyRule rule(Json.Obj in) {
        String directionText = in.text("direction", "");
        Direction direction = PolicyNames.direction(directionText)
                .orElseThrow(() -> new JsonException("unknown direction \"" + directionText + "\""));
        return new NetworkPolicyRule(
                direction,
                peer(in.object(direction == Direction.IN ? "from" : "to")),
                GroupJson.list(in, "services", ServiceJson::service),
                GroupJson.list(in, "l7Protocols", ServiceJson::l7Protocol),
                new NetworkPolicyRule.Verdict(
                        GroupJson.int32(in.number("priority", 0), "priority"),
                        in.get("action").map(action -> action(action.asText("action"))),
                        in.bool("enableLogging", false),
                        in.text("name", ""),
                        in.text("logLabel", "")),
                GroupJson.texts(in, "appliedToGroups"));
    }

    private static Action action(String text) {
        return PolicyNames.action(text).orElseThrow(() -> new JsonException("unknown rule action \"" + text + "\""));
    }

    private static NetworkPolicyPeer peer(Json.Obj in) {
        List<Integer> identities = new ArrayList<>();
        in.list("labelIdentities").forEach(id -> identities.add((int) id.asLong("labelIdentities")));
        return new NetworkPolicyPeer(
                GroupJson.texts(in, "addressGroups"),
                GroupJson.list(in, "ipBlocks", PolicyJson::ipBlock),
                GroupJson.texts(in, "fqdns"),
                GroupJson.list(in, "toServices", GroupJson::service),
                identities);
    }

    private static IpBlock ipBlock(Json.Obj in) {
        return new IpBlock(ipNet(in.need("cidr").asObject("cidr")), GroupJson.list(in, "except", PolicyJson::ipNet));
    }

    private static AddressWithPrefix ipNet(Json.Obj in) {
        int prefixLength = GroupJson.int32(in.number("prefixLength", 0), "prefixLength");
        try {
            return PolicyProtobuf.ipNet(GroupJson.ipBytes(in.need("ip"), "ip"), prefixLength);
        } catch (ProtobufException e) {
            throw new JsonException("ip: " + e.getMessage(), e);
        }
    }
}
