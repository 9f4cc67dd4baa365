package antrea.ovsdb;

import antrea.ovsdb.OvsdbException.Reason;
import antrea.runtime.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.UUID;

/// A row of the replica as it was at one moment, with the monitored columns. The readers throw [OvsdbException] or
/// [antrea.runtime.json.JsonException] naming table and column when the column is missing or of another kind.
public record Row(String table, UUID uuid, Json.Obj columns) {
    /// A string column that always has a value.
    public String text(String column) {
        return columns.need(column).asText(where(column));
    }

    /// An optional string column: a set of none or one.
    public Optional<String> optionalText(String column) {
        List<Json> elements = Datums.elements(columns.need(column), where(column));
        return elements.isEmpty()
                ? Optional.empty()
                : Optional.of(elements.getFirst().asText(where(column)));
    }

    /// An optional integer column of at most 32 bits: a set of none or one.
    public OptionalInt optionalInteger(String column) {
        List<Json> elements = Datums.elements(columns.need(column), where(column));
        if (elements.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = elements.getFirst().asLong(where(column));
        if (value != (int) value) {
            throw new OvsdbException(Reason.PROTOCOL, where(column) + ": more than 32 bits: " + value);
        }
        return OptionalInt.of((int) value);
    }

    public SequencedSet<String> texts(String column) {
        List<String> out = new ArrayList<>();
        for (Json element : Datums.elements(columns.need(column), where(column))) {
            out.add(element.asText(where(column)));
        }
        return Collections.unmodifiableSequencedSet(new LinkedHashSet<>(out));
    }

    public SequencedMap<String, String> map(String column) {
        return Collections.unmodifiableSequencedMap(Datums.entries(columns.need(column), where(column)));
    }

    public SequencedSet<UUID> references(String column) {
        return Collections.unmodifiableSequencedSet(Datums.references(columns.need(column), where(column)));
    }

    private String where(String column) {
        return table + "." + column;
    }
}
