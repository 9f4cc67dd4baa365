package antrea.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.runtime.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineAnswerTest {
    private final List<String> lines = new ArrayList<>();

    private String read(String text) throws IOException {
        return LineAnswer.read(new StringReader(text), lines::add);
    }

    private static String answer(String result) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("error", Json.Null.INSTANCE);
        members.put("id", Json.of(0));
        members.put("result", Json.of(result));
        return Json.of(members).toString();
    }

    @Test
    void linesOfTheResultAreHandedOut() throws IOException {
        assertEquals("null", read("{\"id\":0,\"result\":\"a\\nb \\\"c\\\" \\u00e4\\n\",\"error\":null}"));
        assertEquals(List.of("a", "b \"c\" ä"), lines);
    }

    @Test
    void errorIsReturned() throws IOException {
        assertEquals("no such\n", read(" { \"id\" : 0 , \"error\" : \"no such\\n\" , \"result\" : null } "));
        assertEquals(List.of(), lines);
    }

    @Property(tries = 200)
    void anyTextArrivesWhole(@ForAll String text) throws IOException {
        lines.clear();
        read(answer(text));
        List<String> expected = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        if (expected.getLast().isEmpty()) {
            expected.removeLast();
        }
        assertEquals(expected, lines);
    }

    @Property(tries = 200)
    void whatEndsEarlyIsSaid(@ForAll @IntRange(min = 0, max = 40) int length) {
        String whole = answer("one\ntwo\n");
        assertThrows(IOException.class, () -> LineAnswer.read(new StringReader(whole.substring(0, length)), _ -> {}));
    }

    @Property(tries = 1000)
    void otherBytesAreRefusedOrEndEarly(@ForAll byte[] bytes) {
        try {
            read(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IOException | OvsdbException expected) {
            assertEquals(true, expected.getMessage() != null);
        }
    }

    @Test
    void lineWithoutEndIsRefused() {
        assertThrows(OvsdbException.class, () -> read("{\"result\":\"" + "x".repeat(70_000)));
    }
}
