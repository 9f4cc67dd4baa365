package antrea.networkpolicy.api;

import antrea.net.IpAddress;
import antrea.net.Protocol;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.serve.codec.ProtobufException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/// Groups and their members as JSON: empty scalars and lists are left out, `creationTimestamp` is null.
final class GroupJson {
    private GroupJson() {}

    static Json.Obj json(AddressGroup group) {
        return withMembers(group.metadata(), "groupMembers", group.groupMembers());
    }

    static Json.Obj json(AppliedToGroup group) {
        return withMembers(group.metadata(), "groupMembers", group.groupMembers());
    }

    static Json.Obj json(AddressGroup.Patch patch) {
        return patch(patch.metadata(), patch.added(), patch.removed());
    }

    static Json.Obj json(AppliedToGroup.Patch patch) {
        return patch(patch.metadata(), patch.added(), patch.removed());
    }

    private static Json.Obj withMembers(Metadata metadata, String name, List<GroupMember> members) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        out.put("metadata", json(metadata));
        putList(out, name, members, GroupJson::json);
        return new Json.Obj(out);
    }

    private static Json.Obj patch(Metadata metadata, List<GroupMember> added, List<GroupMember> removed) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        out.put("metadata", json(metadata));
        putList(out, "addedGroupMembers", added, GroupJson::json);
        putList(out, "removedGroupMembers", removed, GroupJson::json);
        return new Json.Obj(out);
    }

    static Json.Obj json(Metadata metadata) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        putText(out, "name", metadata.name());
        putText(out, "uid", metadata.uid());
        putNumber(out, "generation", metadata.generation());
        out.put("creationTimestamp", Json.Null.INSTANCE);
        return new Json.Obj(out);
    }

    static void putText(SequencedMap<String, Json> out, String name, String value) {
        if (!value.isEmpty()) {
            out.put(name, Json.of(value));
        }
    }

    static void putNumber(SequencedMap<String, Json> out, String name, long value) {
        if (value != 0) {
            out.put(name, Json.of(value));
        }
    }

    static <T> void putList(
            SequencedMap<String, Json> out, String name, List<T> values, Function<? super T, ? extends Json> json) {
        if (!values.isEmpty()) {
            List<Json> elements = new ArrayList<>(values.size());
            values.forEach(v -> elements.add(json.apply(v)));
            out.put(name, Json.of(elements));
        }
    }

    private static Json json(GroupMember member) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        switch (member.ref()) {
            case MemberRef.Pod(String namespace, String name) -> out.put("pod", json(namespace, name));
            case MemberRef.ExternalEntity(String namespace, String name) ->
                out.put("externalEntity", json(namespace, name));
            case MemberRef.Node _, MemberRef.Service _ -> {}
        }
        putList(out, "ips", member.ips(), GroupJson::json);
        putList(out, "ports", member.ports(), GroupJson::json);
        switch (member.ref()) {
            case MemberRef.Node(String name) -> out.put("node", json("", name));
            case MemberRef.Service(String namespace, String name) -> out.put("service", json(namespace, name));
            case MemberRef.Pod _, MemberRef.ExternalEntity _ -> {}
        }
        return new Json.Obj(out);
    }

    static Json.Obj json(String namespace, String name) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        putText(out, "name", name);
        putText(out, "namespace", namespace);
        return new Json.Obj(out);
    }

    static Json json(IpAddress ip) {
        return Json.of(Base64.getEncoder().encodeToString(GroupProtobuf.sixteenBytes(ip)));
    }

    private static Json json(NamedPort port) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        putNumber(out, "port", port.port());
        putText(out, "name", port.name());
        out.put("protocol", Json.of(port.protocol().name()));
        return new Json.Obj(out);
    }

    static Metadata metadata(Json.Obj body) {
        Json.Obj in = body.object("metadata");
        return new Metadata(in.text("name", ""), in.text("uid", ""), in.number("generation", 0));
    }

    static <T> List<T> list(Json.Obj in, String name, Function<Json.Obj, T> read) {
        List<T> out = new ArrayList<>();
        in.list(name).forEach(element -> out.add(read.apply(element.asObject(name))));
        return out;
    }

    static List<String> texts(Json.Obj in, String name) {
        List<String> out = new ArrayList<>();
        in.list(name).forEach(element -> out.add(element.asText(name)));
        return out;
    }

    static AddressGroup addressGroup(Json.Obj in) {
        return new AddressGroup(metadata(in), list(in, "groupMembers", GroupJson::member));
    }

    static AppliedToGroup appliedToGroup(Json.Obj in) {
        return new AppliedToGroup(metadata(in), list(in, "groupMembers", GroupJson::member));
    }

    static AddressGroup.Patch addressGroupPatch(Json.Obj in) {
        return new AddressGroup.Patch(
                metadata(in),
                list(in, "addedGroupMembers", GroupJson::member),
                list(in, "removedGroupMembers", GroupJson::member));
    }

    static AppliedToGroup.Patch appliedToGroupPatch(Json.Obj in) {
        return new AppliedToGroup.Patch(
                metadata(in),
                list(in, "addedGroupMembers", GroupJson::member),
                list(in, "removedGroupMembers", GroupJson::member));
    }

    private static GroupMember member(Json.Obj in) {
        List<IpAddress> ips = new ArrayList<>();
        in.list("ips").forEach(ip -> ips.add(ip(ip, "ips")));
        return new GroupMember(ref(in), ips, list(in, "ports", GroupJson::namedPort));
    }

    private static MemberRef ref(Json.Obj in) {
        if (in.get("pod").isPresent()) {
            Json.Obj pod = in.object("pod");
            return new MemberRef.Pod(pod.text("namespace", ""), pod.text("name", ""));
        }
        if (in.get("externalEntity").isPresent()) {
            Json.Obj entity = in.object("externalEntity");
            return new MemberRef.ExternalEntity(entity.text("namespace", ""), entity.text("name", ""));
        }
        if (in.get("node").isPresent()) {
            return new MemberRef.Node(in.object("node").text("name", ""));
        }
        if (in.get("service").isPresent()) {
            return service(in.object("service"));
        }
        throw new JsonException("a group member of an unknown kind");
    }

    static MemberRef.Service service(Json.Obj in) {
        return new MemberRef.Service(in.text("namespace", ""), in.text("name", ""));
    }

    /// The bytes of an address, 4 or 16 in base64.
    static byte[] ipBytes(Json json, String where) {
        try {
            return Base64.getDecoder().decode(json.asText(where));
        } catch (IllegalArgumentException e) {
            throw new JsonException(where + ": not base64", e);
        }
    }

    private static IpAddress ip(Json json, String where) {
        try {
            return GroupProtobuf.ip(ipBytes(json, where));
        } catch (ProtobufException e) {
            throw new JsonException(where + ": " + e.getMessage(), e);
        }
    }

    static int int32(long value, String where) {
        if (value != (int) value) {
            throw new JsonException(where + ": not a 32-bit number: " + value);
        }
        return (int) value;
    }

    private static NamedPort namedPort(Json.Obj in) {
        return new NamedPort(
                int32(in.number("port", 0), "port"), in.text("name", ""), protocol(in.text("protocol", "")));
    }

    static Protocol protocol(String text) {
        return PolicyNames.protocol(text).orElseThrow(() -> new JsonException("unknown protocol \"" + text + "\""));
    }
}
