package antrea.ovsdb;

import antrea.runtime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An operation of a transaction (RFC 7047 section 5.2).
public sealed interface Operation {
    String table();

    Json.Obj toJson();

    /// Inserts a row that other operations of the same transaction may name by `uuidName` (a C identifier, unique
    /// in the transaction).
    record Insert(String table, String uuidName, Map<String, Json> row) implements Operation {
        public Insert {
            row = Map.copyOf(row);
        }

        @Override
        public Json.Obj toJson() {
            return head("insert", table).with("row", Json.of(row)).with("uuid-name", uuidName);
        }
    }

    /// Sets whole columns of the rows that match.
    record Update(String table, List<Condition> where, Map<String, Json> row) implements Operation {
        public Update {
            where = List.copyOf(where);
            row = Map.copyOf(row);
        }

        @Override
        public Json.Obj toJson() {
            return head("update", table).with("where", conditions(where)).with("row", Json.of(row));
        }
    }

    /// Changes parts of columns of the rows that match.
    record Mutate(String table, List<Condition> where, List<Mutation> mutations) implements Operation {
        public Mutate {
            where = List.copyOf(where);
            mutations = List.copyOf(mutations);
        }

        @Override
        public Json.Obj toJson() {
            List<Json> parts = new ArrayList<>();
            mutations.forEach(m -> parts.add(m.toJson()));
            return head("mutate", table).with("where", conditions(where)).with("mutations", Json.of(parts));
        }
    }

    record Delete(String table, List<Condition> where) implements Operation {
        public Delete {
            where = List.copyOf(where);
        }

        @Override
        public Json.Obj toJson() {
            return head("delete", table).with("where", conditions(where));
        }
    }

    /// Reads columns of the rows that match; the result has them under `rows`.
    record Select(String table, List<Condition> where, List<String> columns) implements Operation {
        public Select {
            where = List.copyOf(where);
            columns = List.copyOf(columns);
        }

        @Override
        public Json.Obj toJson() {
            return head("select", table).with("where", conditions(where)).with("columns", Json.ofTexts(columns));
        }
    }

    private static Json.Obj head(String op, String table) {
        return Json.Obj.EMPTY.with("op", op).with("table", table);
    }

    private static Json conditions(List<Condition> where) {
        List<Json> out = new ArrayList<>();
        where.forEach(c -> out.add(c.toJson()));
        return Json.of(out);
    }
}
