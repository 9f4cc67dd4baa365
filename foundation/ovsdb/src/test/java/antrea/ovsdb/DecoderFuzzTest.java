package antrea.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.runtime.json.JsonText;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bytes of a broken server through all that reads them: framer, JSON, replica, columns. Only the declared
/// exceptions may come out. A failure is repeated with `-Dovsdb.seed=…`.
class DecoderFuzzTest {
    private static final Logger LOG = System.getLogger(DecoderFuzzTest.class.getName());
    private static final long SEED = Long.getLong("ovsdb.seed", System.nanoTime());
    private static final int LIMIT = 1 << 14;
    private static final int ROUNDS = 20_000;

    private static final String ID = "6f6d9f1e-0a5b-4d3e-8a4b-0123456789ab";
    private static final List<String> COLUMNS =
            List.of("name", "ofport", "error", "external_ids", "interfaces", "mac_in_use");
    private static final String MESSAGE = """
            {"id":null,"method":"update","params":["replica",{"Port":{"%1$s":{"new":{"name":"web-1","ofport":7,
            "error":["set",[]],"external_ids":["map",[["pod-name","web-1"],["n",["uuid","%1$s"]]]],
            "interfaces":["set",[["uuid","%1$s"],["named-uuid","x"]]],"mac_in_use":"02:00:00:00:00:01"},"old":{}}},
            "Bridge":{"%1$s":{"old":{"ports":["uuid","%1$s"]}}}}]}
            """.formatted(ID);
    /// What is likely to hurt, put anywhere.
    private static final List<String> SPLINTERS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            ",",
            ":",
            "null",
            "-",
            "1e999999999",
            "-0.0",
            "4294967296",
            "1e18",
            "9".repeat(900),
            "[".repeat(2000),
            "{\"a\":".repeat(1200),
            "\\ud800",
            "\\u0000",
            "[\"set\",[]]",
            "[\"map\",[]]",
            "[\"uuid\",\"\"]",
            "\"" + ID + "\"",
            "\"new\"",
            "true",
            "{}",
            "[]");

    private final Random random = new Random(SEED);
    private int read;
    private int refused;

    /// One connection: the bytes arrive in pieces.
    private void receive(byte[] bytes) {
        JsonFramer framer = new JsonFramer(LIMIT);
        Replica replica = new Replica();
        try {
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(700));
                for (byte[] message : framer.feed(ByteBuffer.wrap(bytes, at, length))) {
                    take(JsonText.read(message).asObject("message"), replica);
                }
                at += length;
            }
        } catch (OvsdbException | JsonException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
            refused++;
        }
    }

    private void take(Json.Obj message, Replica replica) {
        message.text("method");
        for (Json part : message.list("params")) {
            if (part instanceof Json.Obj updates) {
                replica.apply(updates);
                replica.replace(updates);
                replica.rows("Port").forEach(this::read);
                replica.rows("Bridge").forEach(this::read);
            }
        }
    }

    private void read(Row row) {
        for (String column : COLUMNS) {
            List<Runnable> readers = List.of(
                    () -> row.text(column),
                    () -> row.optionalText(column),
                    () -> row.optionalInteger(column),
                    () -> row.texts(column),
                    () -> row.map(column),
                    () -> row.references(column));
            for (Runnable reader : readers) {
                try {
                    reader.run();
                    read++;
                } catch (OvsdbException | JsonException e) {
                    assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
                }
            }
        }
    }

    private byte[] damaged() {
        byte[] whole = MESSAGE.getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length));
            case 1 -> flipped(whole);
            case 2 -> splintered();
            default -> {
                byte[] noise = new byte[random.nextInt(600)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }

    private byte[] flipped(byte[] whole) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            whole[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return whole;
    }

    private byte[] splintered() {
        StringBuilder out = new StringBuilder(MESSAGE);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int from = random.nextInt(out.length());
            int to = Math.min(out.length(), from + random.nextInt(40));
            out.replace(from, to, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theMessageItselfIsRead() {
        receive(MESSAGE.getBytes(StandardCharsets.UTF_8));
        assertEquals(0, refused);
        assertTrue(read >= COLUMNS.size(), () -> "columns read: " + read);
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void damagedBytesEndInADeclaredExceptionOrInContent() {
        LOG.log(Logger.Level.INFO, "ovsdb.seed={0}", Long.toString(SEED));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = damaged();
            try {
                receive(bytes);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "ovsdb.seed=" + SEED + " round " + i + ": " + new String(bytes, StandardCharsets.UTF_8), e);
            }
        }
        assertTrue(refused > ROUNDS / 4 && read > ROUNDS / 4, () -> "refused " + refused + ", read " + read);
    }

    /// Every cut of two messages, and a new beginning after it.
    @Test
    void everyTruncationWaitsForMoreOrIsRefused() {
        byte[] two = (MESSAGE + MESSAGE).getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < two.length; length++) {
            receive(Arrays.copyOf(two, length));
        }
        assertEquals(0, refused);
    }
}
