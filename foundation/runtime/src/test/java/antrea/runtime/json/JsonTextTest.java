package antrea.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @Provide
    Arbitrary<Json> trees() {
        return Arbitraries.lazyOf(
                () -> Arbitraries.strings().map(Json::of),
                () -> Arbitraries.longs().map(Json::of),
                () -> Arbitraries.of(true, false).map(Json::of),
                () -> trees().list().ofMaxSize(3).map(Json::of),
                () -> Arbitraries.maps(Arbitraries.strings(), trees())
                        .ofMaxSize(3)
                        .map(Json::of));
    }

    @Property(tries = 300)
    void whatIsWrittenReadsAsTheSame(@ForAll("trees") Json tree) {
        assertEquals(tree, JsonText.read(JsonText.write(tree)));
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        try {
            JsonText.read(bytes);
        } catch (JsonException _) {
            // the one declared refusal
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "{\"a\":1,\"a\":2}",
                "1 2",
                "1e999999999",
                "1e99999999999999",
                "1e-99999999999999",
                "nul",
                "\"x"
            })
    void brokenTextsAreRefused(String text) {
        assertThrows(JsonException.class, () -> JsonText.read(text));
    }

    @Test
    void deepNestingIsRefusedWithoutOverflow() {
        byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        assertThrows(JsonException.class, () -> JsonText.read(deep));
    }

    @Test
    void membersKeepTheirOrderAndNullIsAbsent() {
        Json.Obj object = JsonText.read("{\"b\":1,\"a\":null,\"c\":[true]}").asObject("x");
        assertEquals("{\"b\":1,\"a\":null,\"c\":[true]}", object.toString());
        assertEquals(0, object.number("a", 0));
        assertThrows(JsonException.class, () -> object.need("a"));
        assertEquals(List.of(Json.of(true)), object.list("c"));
        assertEquals(Json.of(Map.of("z", Json.of(1))), Json.Obj.EMPTY.with("z", 1));
    }
}
