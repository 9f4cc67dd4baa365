package antrea.ovsdb;

import antrea.ovsdb.OvsdbException.Reason;
import antrea.runtime.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.UUID;

/// Column values in the notation of RFC 7047 section 5.1: sets, maps, references.
public final class Datums {
    private Datums() {}

    /// `["set", […]]`.
    public static Json set(List<? extends Json> elements) {
        return Json.of(List.of(Json.of("set"), Json.of(elements)));
    }

    /// The set without elements, which is also how an optional column says "nothing".
    public static Json emptySet() {
        return set(List.of());
    }

    public static Json texts(Iterable<String> values) {
        return Json.of(List.of(Json.of("set"), Json.ofTexts(values)));
    }

    /// `["map", [[key, value], …]]`.
    public static Json map(Map<String, String> entries) {
        List<Json> pairs = new ArrayList<>();
        entries.forEach((key, value) -> pairs.add(Json.of(List.of(Json.of(key), Json.of(value)))));
        return Json.of(List.of(Json.of("map"), Json.of(pairs)));
    }

    /// A reference to a row that exists.
    public static Json uuid(UUID row) {
        return Json.of(List.of(Json.of("uuid"), Json.of(row.toString())));
    }

    /// A reference to a row that is inserted in the same transaction.
    public static Json named(String uuidName) {
        return Json.of(List.of(Json.of("named-uuid"), Json.of(uuidName)));
    }

    /// The elements of a set; a bare atom is the set of that one element.
    static List<Json> elements(Json datum, String where) {
        if (datum instanceof Json.Arr(List<Json> parts) && parts.size() == 2) {
            return switch (parts.getFirst().asText(where)) {
                case "set" -> parts.getLast().asList(where);
                case "uuid", "named-uuid" -> List.of(datum);
                default -> throw notA("set", where, datum);
            };
        }
        if (datum instanceof Json.Arr || datum instanceof Json.Obj || datum instanceof Json.Null) {
            throw notA("set", where, datum);
        }
        return List.of(datum);
    }

    /// The entries of a map as text; numbers, booleans and references in their JSON or UUID spelling.
    static SequencedMap<String, String> entries(Json datum, String where) {
        SequencedMap<String, String> out = new LinkedHashMap<>();
        for (Json pair : tagged("map", datum, where).asList(where)) {
            List<Json> both = pair.asList(where);
            if (both.size() != 2) {
                throw notA("map", where, datum);
            }
            out.put(atomText(both.getFirst(), where), atomText(both.getLast(), where));
        }
        return out;
    }

    static SequencedSet<UUID> references(Json datum, String where) {
        SequencedSet<UUID> out = new LinkedHashSet<>();
        for (Json element : elements(datum, where)) {
            out.add(reference(element, where));
        }
        return out;
    }

    static UUID reference(Json atom, String where) {
        return parseUuid(tagged("uuid", atom, where).asText(where));
    }

    static UUID parseUuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new OvsdbException(Reason.PROTOCOL, "not a UUID: \"" + text + "\"", e);
        }
    }

    private static String atomText(Json atom, String where) {
        return switch (atom) {
            case Json.Text(String value) -> value;
            case Json.Num n -> n.toString();
            case Json.Bool b -> b.toString();
            case Json.Arr _ -> reference(atom, where).toString();
            case Json.Obj _, Json.Null _ -> throw notA("atom", where, atom);
        };
    }

    private static Json tagged(String tag, Json datum, String where) {
        if (datum instanceof Json.Arr(List<Json> parts)
                && parts.size() == 2
                && parts.getFirst() instanceof Json.Text(String found)
                && found.equals(tag)) {
            return parts.getLast();
        }
        throw notA(tag, where, datum);
    }

    private static OvsdbException notA(String kind, String where, Json datum) {
        return new OvsdbException(Reason.PROTOCOL, where + ": expected a " + kind + ", got " + datum);
    }
}
