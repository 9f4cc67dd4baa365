package antrea.cni;

import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.json.JsonException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged bytes into both readers of the plug-in, built with the compiler's checks of memory: whatever comes, it
/// ends with code 0 or 1, and what it prints is JSON. A failure is repeated with `-Dcni.seed=…`.
class HostileBytesTest {
    private static final System.Logger LOG = System.getLogger(HostileBytesTest.class.getName());
    private static final String PROGRAM = "target/antrea-cni-checked";
    private static final int ROUNDS = 200;
    private static final byte[] CONFIG = bytes(
            "{\"cniVersion\":\"1.0.0\",\"name\":\"antrea\",\"mtu\":1450,"
                    + "\"ipam\":{\"type\":\"host-local\"},\"dns\":{\"search\":[\"a\\u00e4\",\"\u00e4\u20ac\ud83d\ude00\"]},\"x\":[true,null,-1.5e3]}");
    private static final byte[] OUTPUT = bytes("{\"exit\":0,\"output\":{\"cniVersion\":\"1.0.0\",\"ips\":"
            + "[{\"interface\":1,\"address\":\"10.1.0.2/24\"}],\"dns\":{},\"n\":[-0.1E+2,true,\"\\n\u20ac\"]}}");
    private static final List<String> SPLINTERS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u12",
            "0",
            "01",
            "1.",
            "-",
            "1e",
            "null",
            "nul",
            "\n",
            "\"exit\":1,",
            "{}");

    private final long seed = Long.getLong("cni.seed", System.nanoTime() & 0xffffff);
    private final Random random = new Random(seed);

    @TempDir
    private Path directory;

    @BeforeAll
    static void build() throws Exception {
        PlugIn.build(PROGRAM);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] frame(byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array();
    }

    private byte[] damaged(byte[] whole) {
        byte[] out = whole.clone();
        switch (random.nextInt(5)) {
            case 0 -> out = Arrays.copyOf(out, random.nextInt(out.length));
            case 1 -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> out[random.nextInt(out.length)] = (byte) random.nextInt(256);
            case 3 -> out = splintered(out);
            default -> {
                out = new byte[random.nextInt(300)];
                random.nextBytes(out);
            }
        }
        return out;
    }

    private byte[] splintered(byte[] whole) {
        int from = random.nextInt(whole.length);
        int to = Math.min(whole.length, from + random.nextInt(8));
        byte[] splinter = bytes(SPLINTERS.get(random.nextInt(SPLINTERS.size())));
        return ByteBuffer.allocate(from + splinter.length + whole.length - to)
                .put(whole, 0, from)
                .put(splinter)
                .put(whole, to, whole.length - to)
                .array();
    }

    /// Runs the plug-in, and says whether it took what it got.
    private boolean isTaken(byte[] config, byte[] answer, String round) throws Exception {
        Path socket = directory.resolve("s");
        Map<String, String> environment = PlugIn.environment("ADD");
        environment.put("ASAN_OPTIONS", "exitcode=99:detect_leaks=0"); // it ends without giving memory back
        environment.put("UBSAN_OPTIONS", "exitcode=99");
        try (FrameServer _ = new FrameServer(socket, answer)) {
            PlugIn.Outcome outcome = new PlugIn(PROGRAM, socket).run(environment, config);
            String told = "cni.seed=" + seed + " " + round + " config="
                    + HexFormat.of().formatHex(config) + " answer="
                    + HexFormat.of().formatHex(answer) + " exit " + outcome.exit() + ": " + outcome.output();
            assertTrue(outcome.exit() == 0 || outcome.exit() == 1, told);
            if (outcome.exit() == 1 || !outcome.output().isEmpty()) {
                try {
                    outcome.json();
                } catch (JsonException e) {
                    throw new AssertionError(told, e);
                }
            }
            return outcome.exit() == 0;
        } finally {
            Files.delete(socket);
        }
    }

    @Test
    void undamagedBytesAreTaken() throws Exception {
        assertTrue(isTaken(CONFIG, frame(OUTPUT), "undamaged"));
    }

    @Test
    void damagedConfigurationsEndInAnAnswer() throws Exception {
        LOG.log(System.Logger.Level.INFO, "cni.seed={0}", Long.toString(seed));
        int taken = 0;
        for (int i = 0; i < ROUNDS; i++) {
            taken += isTaken(damaged(CONFIG), frame(OUTPUT), "configuration " + i) ? 1 : 0;
        }
        assertTrue(taken > 0 && taken < ROUNDS, "taken " + taken + " of " + ROUNDS + ", cni.seed=" + seed);
    }

    @Test
    void damagedAnswersEndInAnAnswer() throws Exception {
        LOG.log(System.Logger.Level.INFO, "cni.seed={0}", Long.toString(seed));
        int taken = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] answer = random.nextInt(4) == 0 ? damaged(frame(OUTPUT)) : frame(damaged(OUTPUT));
            taken += isTaken(CONFIG, answer, "answer " + i) ? 1 : 0;
        }
        assertTrue(taken > 0 && taken < ROUNDS, "taken " + taken + " of " + ROUNDS + ", cni.seed=" + seed);
    }
}
