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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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

    /// Bytes at random, for the most part of a length that is too large; and frames with anything behind them.
    @Property(tries = 500)
    void randomBytesAreAFrameOrRefused(@ForAll byte[] bytes, @ForAll boolean plausible) throws IOException {
        byte[] sent = plausible && bytes.length > 3
                ? ByteBuffer.wrap(bytes.clone()).putInt(0, bytes[3] & 0x3f).array()
                : bytes;
        int length = sent.length < 4 ? -1 : ByteBuffer.wrap(sent).getInt();
        if (length >= 0 && length <= sent.length - 4) {
            assertArrayEquals(Arrays.copyOfRange(sent, 4, 4 + length), read(sent));
        } else {
            assertThrows(IOException.class, () -> read(sent));
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
