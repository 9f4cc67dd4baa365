package antrea.podnetwork.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The frame in which the CNI plug-in sends its call. What is inside is the matter of [CniRequestTest].
class CniFrameTest {
    private static final byte[] CONTENT = "{\"command\":\"VERSION\"}".getBytes(StandardCharsets.UTF_8);

    private static byte[] frame(int length) {
        return ByteBuffer.allocate(4 + CONTENT.length)
                .putInt(length)
                .put(CONTENT)
                .array();
    }

    private static byte[] read(byte[] bytes) throws IOException {
        return CniServer.read(Channels.newChannel(new ByteArrayInputStream(bytes)));
    }

    @Test
    void wholeFrameIsRead() throws IOException {
        assertArrayEquals(CONTENT, read(frame(CONTENT.length)));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = frame(CONTENT.length);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> read(part));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (4 << 20) + 1})
    void impossibleLengthIsRefusedBeforeRoomIsMade(int length) {
        byte[] bytes = frame(length);
        IOException refused = assertThrows(IOException.class, () -> read(bytes));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("a frame of"));
    }
}
