package antrea.ovsdb;

import antrea.ovsdb.OvsdbException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts a byte stream of JSON objects, which RFC 7047 sends without any separator, into single objects. It only
/// finds the ends; whether the text is JSON is for the reader to say.
public final class JsonFramer {
    private final int limitBytes;
    private byte[] pending = new byte[4096];
    private int length;
    private int depth;
    private boolean inString;
    private boolean escaped;

    public JsonFramer(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    /// Takes all bytes and returns the objects that are complete by now. Throws [OvsdbException] (PROTOCOL) for
    /// bytes that no object starts with and for an object above the limit.
    public List<byte[]> feed(ByteBuffer bytes) {
        List<byte[]> out = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (depth == 0 && isSpace(b)) {
                continue;
            }
            if (depth == 0 && b != '{') {
                throw new OvsdbException(Reason.PROTOCOL, "expected a JSON object from the server, got byte " + b);
            }
            append(b);
            step(b);
            if (depth == 0) {
                out.add(Arrays.copyOf(pending, length));
                reset();
            }
        }
        return out;
    }

    private void step(byte b) {
        if (inString) {
            boolean closes = b == '"' && !escaped;
            escaped = b == '\\' && !escaped;
            inString = !closes;
        } else if (b == '"') {
            inString = true;
        } else if (b == '{' || b == '[') {
            depth++;
        } else if (b == '}' || b == ']') {
            depth--;
        }
    }

    private void append(byte b) {
        if (length == limitBytes) {
            throw new OvsdbException(Reason.PROTOCOL, "a message above " + limitBytes + " bytes is refused");
        }
        if (length == pending.length) {
            pending = Arrays.copyOf(pending, Math.min(limitBytes, 2 * length));
        }
        pending[length++] = b;
    }

    /// A first full list may be megabytes long; its buffer is not kept.
    private void reset() {
        length = 0;
        if (pending.length > 1 << 16) {
            pending = new byte[4096];
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
