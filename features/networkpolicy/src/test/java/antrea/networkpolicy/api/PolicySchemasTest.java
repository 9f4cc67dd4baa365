package antrea.networkpolicy.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.json.Json;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The schemas say what is written: nothing else, and all of it. jqwik prints the seed.
class PolicySchemasTest {
    @Provide
    Arbitrary<List<NetworkPolicy>> policies() {
        return Messages.policy().list().ofSize(300);
    }

    @Provide
    Arbitrary<List<AddressGroup>> groups() {
        return Messages.addressGroup().list().ofSize(300);
    }

    @Property(tries = 3, edgeCases = EdgeCasesMode.NONE)
    void policiesHaveTheFieldsOfTheirSchema(@ForAll("policies") List<NetworkPolicy> policies) {
        Set<String> seen = new TreeSet<>();
        Json.Obj schema = PolicySchemas.networkPolicy();
        policies.forEach(policy -> compare("", PolicyJson.json(policy), schema, seen));
        assertEquals(fields("", schema), withKind(seen));
    }

    @Property(tries = 3, edgeCases = EdgeCasesMode.NONE)
    void groupsHaveTheFieldsOfTheirSchema(@ForAll("groups") List<AddressGroup> groups) {
        Set<String> seen = new TreeSet<>();
        Json.Obj schema = PolicySchemas.addressGroup();
        for (AddressGroup group : groups) {
            compare("", GroupJson.json(group), schema, seen);
            compare(
                    "",
                    GroupJson.json(new AppliedToGroup(group.metadata(), group.groupMembers())),
                    PolicySchemas.appliedToGroup(),
                    seen);
        }
        assertEquals(fields("", schema), withKind(seen));
        assertEquals(fields("", schema), fields("", PolicySchemas.appliedToGroup()));
    }

    /// `kubectl explain` shows them.
    @Example
    void eachFieldIsDescribed() {
        for (Json.Obj schema :
                List.of(PolicySchemas.networkPolicy(), PolicySchemas.addressGroup(), PolicySchemas.appliedToGroup())) {
            assertDescribed("", schema);
        }
    }

    private static void assertDescribed(String where, Json.Obj schema) {
        assertTrue(!schema.text("description", "").isEmpty(), where);
        schema.object("properties")
                .members()
                .forEach((name, s) -> assertDescribed(where + "." + name, s.asObject(name)));
    }

    /// The codec of the resource adds them to what is compared here.
    private static Set<String> withKind(Set<String> seen) {
        Set<String> out = new TreeSet<>(seen);
        out.addAll(Set.of(".apiVersion", ".kind"));
        return out;
    }

    private static Set<String> fields(String where, Json.Obj schema) {
        Set<String> out = new TreeSet<>();
        Json.Obj element = schema.get("items").isPresent() ? schema.object("items") : schema;
        element.object("properties").members().forEach((name, field) -> {
            out.add(where + "." + name);
            out.addAll(fields(where + "." + name, field.asObject(name)));
        });
        return out;
    }

    private static void compare(String where, Json value, Json.Obj schema, Set<String> seen) {
        String type = schema.text("type");
        boolean either = schema.text("format", "").equals("int-or-string");
        boolean fits =
                switch (value) {
                    case Json.Obj object -> {
                        object.members().forEach((name, member) -> {
                            String path = where + "." + name;
                            assertTrue(schema.object("properties").get(name).isPresent(), path);
                            seen.add(path);
                            compare(path, member, schema.object("properties").object(name), seen);
                        });
                        yield type.equals("object");
                    }
                    case Json.Arr(List<Json> elements) -> {
                        elements.forEach(e -> compare(where, e, schema.object("items"), seen));
                        yield type.equals("array");
                    }
                    case Json.Text _ -> type.equals("string");
                    case Json.Num _ -> type.equals("integer") || type.equals("number") || either;
                    case Json.Bool _ -> type.equals("boolean");
                    case Json.Null _ -> where.equals(".metadata.creationTimestamp");
                };
        assertTrue(fits, () -> where + " is " + value + ", not " + type);
    }
}
