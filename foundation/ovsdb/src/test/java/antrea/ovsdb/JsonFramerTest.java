package antrea.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class JsonFramerTest {
    private static List<String> cut(String text, int chunk) {
        JsonFramer framer = new JsonFramer(1 << 20);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> out = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += chunk) {
            ByteBuffer part = ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at));
            framer.feed(part).forEach(b -> out.add(new String(b, StandardCharsets.UTF_8)));
        }
        return out;
    }

    @Property(tries = 200)
    void objectsAreFoundHoweverTheBytesArrive(
            @ForAll @Size(max = 5) List<String> texts, @ForAll @IntRange(min = 1, max = 9) int chunk) {
        List<String> expected = new ArrayList<>();
        for (String text : texts) {
            // lone surrogates have no UTF-8 form
            String clean = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            expected.add(
                    JsonText.write(Json.Obj.EMPTY.with("a", clean).with("b", Json.ofTexts(List.of(clean, "}\\\"")))));
        }
        assertEquals(expected, cut(String.join(" \n", expected), chunk));
        assertEquals(expected, cut(String.join("", expected), chunk));
    }

    @Test
    void anEndlessObjectIsRefused() {
        JsonFramer framer = new JsonFramer(100);
        byte[] bytes = ("{\"a\":\"" + "x".repeat(200)).getBytes(StandardCharsets.UTF_8);
        assertThrows(OvsdbException.class, () -> framer.feed(ByteBuffer.wrap(bytes)));
    }
}
