package antrea.ovsdb;

import antrea.runtime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A change of part of a column (RFC 7047 section 5.1).
public record Mutation(String column, String mutator, Json value) {
    public static Mutation insert(String column, Json value) {
        return new Mutation(column, "insert", value);
    }

    public static Mutation delete(String column, Json value) {
        return new Mutation(column, "delete", value);
    }

    /// Sets these keys of a map column and leaves the others. Two steps, since `insert` keeps a key that is there.
    public static List<Mutation> put(String column, Map<String, String> entries) {
        List<Mutation> out = new ArrayList<>(removeKeys(column, entries.keySet()));
        out.add(insert(column, Datums.map(entries)));
        return out;
    }

    public static List<Mutation> removeKeys(String column, Iterable<String> keys) {
        return List.of(delete(column, Datums.texts(keys)));
    }

    Json toJson() {
        return Json.of(List.of(Json.of(column), Json.of(mutator), value));
    }
}
