package antrea.kube.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// Cuts a stream into lines without copying them out of its one buffer. The buffer grows with a long line and
/// shrinks after it, so that one big object does not cost memory for the life of a watch.
final class LineReader {
    private static final int USUAL_BYTES = 16 * 1024;
    /// The API server stores no object above about 1.5 MiB; JSON may be a few times that.
    private static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

    private final InputStream source;
    private byte[] buffer = new byte[USUAL_BYTES];
    private int start;
    private int end;
    private int lineLength;

    LineReader(InputStream source) {
        this.source = source;
    }

    /// Moves to the next line that is not empty; false at the end. Throws [WireException] when the stream ends
    /// inside a line.
    boolean next() {
        start += lineLength == 0 ? 0 : lineLength + 1;
        lineLength = 0;
        int newline = find();
        while (newline == start) {
            start++;
            newline = find();
        }
        lineLength = Math.max(0, newline - start);
        return newline >= 0;
    }

    /// Index of the line's end, or -1 at the end of the stream.
    private int find() {
        int at = start;
        while (true) {
            while (at < end) {
                if (buffer[at] == '\n') {
                    return at;
                }
                at++;
            }
            int moved = makeRoom();
            at -= moved;
            int count = read();
            if (count < 0) {
                if (end > start) {
                    throw new WireException("the watch broke off inside an event");
                }
                return -1;
            }
            end += count;
        }
    }

    private int read() {
        try {
            return source.read(buffer, end, buffer.length - end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Moves the begun line to the front, into a buffer of a fitting size. Returns by how much it moved.
    private int makeRoom() {
        int moved = start;
        int kept = end - start;
        int wanted = buffer.length;
        if (kept == buffer.length) {
            wanted = buffer.length * 2;
        } else if (kept < USUAL_BYTES / 2) {
            wanted = USUAL_BYTES;
        }
        if (wanted > MAX_LINE_BYTES) {
            throw new WireException("an event of more than " + MAX_LINE_BYTES + " bytes");
        }
        if (wanted == buffer.length) {
            System.arraycopy(buffer, start, buffer, 0, kept);
        } else {
            buffer = Arrays.copyOf(Arrays.copyOfRange(buffer, start, end), wanted);
        }
        start = 0;
        end = kept;
        return moved;
    }

    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int length() {
        return lineLength;
    }
}
