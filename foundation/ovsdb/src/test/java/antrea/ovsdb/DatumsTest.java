package antrea.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DatumsTest {
    private static final UUID ID = UUID.fromString("6f6d9f1e-0a5b-4d3e-8a4b-0123456789ab");

    private static Row row(String columns) {
        return new Row("Port", ID, JsonText.read(columns).asObject("row"));
    }

    @Property
    void mapsComeBackAsTheyWereWritten(@ForAll Map<String, String> entries) {
        Row row = new Row("Port", ID, Json.Obj.EMPTY.with("m", Datums.map(entries)));
        assertEquals(entries, row.map("m"));
    }

    @Property
    void setsComeBackAsTheyWereWritten(@ForAll Set<String> elements) {
        Row row = new Row("Port", ID, Json.Obj.EMPTY.with("s", Datums.texts(elements)));
        assertEquals(elements, row.texts("s"));
    }

    @Test
    void aBareAtomIsTheSetOfOne() {
        Row row = row("{\"ofport\":7,\"uuid\":[\"uuid\",\"" + ID + "\"],\"error\":\"no such device\"}");
        assertEquals(OptionalInt.of(7), row.optionalInteger("ofport"));
        assertEquals(Set.of(ID), row.references("uuid"));
        assertEquals(Optional.of("no such device"), row.optionalText("error"));
    }

    @Test
    void theEmptySetIsAnAbsentValue() {
        Row row = row("{\"ofport\":[\"set\",[]],\"ports\":[\"set\",[[\"uuid\",\"" + ID + "\"]]]}");
        assertEquals(OptionalInt.empty(), row.optionalInteger("ofport"));
        assertEquals(Optional.empty(), row.optionalText("ofport"));
        assertEquals(Set.of(ID), row.references("ports"));
    }

    @Test
    void aNumberThatNoPortCanHaveIsAFaultOfTheServer() {
        Row row = row("{\"ofport\":4294967296}");
        OvsdbException e = assertThrows(OvsdbException.class, () -> row.optionalInteger("ofport"));
        assertEquals("Port.ofport: more than 32 bits: 4294967296", e.getMessage());
    }

    @Test
    void aColumnOfAnotherKindIsNamedInTheFault() {
        for (String bad :
                List.of("{\"c\":{}}", "{\"c\":[1,2,3]}", "{\"c\":[\"map\",[[1]]]}", "{\"c\":[\"uuid\",\"x\"]}")) {
            RuntimeException e = assertThrows(OvsdbException.class, () -> {
                row(bad).references("c");
                row(bad).map("c");
            });
            assertEquals(
                    true,
                    String.valueOf(e.getMessage()).contains("Port.c")
                            || String.valueOf(e.getMessage()).contains("UUID"),
                    String.valueOf(e));
        }
    }
}
