package antrea.net;

import java.util.Arrays;
import java.util.HexFormat;

/// Immutable bytes with the equality of their content: the array type for records.
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /// Copies the array.
    public static Bytes of(byte[] content) {
        return content.length == 0 ? EMPTY : new Bytes(content.clone());
    }

    /// Each number is one byte, 0 … 255.
    public static Bytes of(int... content) {
        byte[] out = new byte[content.length];
        for (int i = 0; i < content.length; i++) {
            if (content[i] < 0 || content[i] > 255) {
                throw new IllegalArgumentException("not a byte: " + content[i]);
            }
            out[i] = (byte) content[i];
        }
        return new Bytes(out);
    }

    /// Reads hexadecimal digits, spaces and dots between bytes allowed.
    public static Bytes ofHex(String text) {
        return new Bytes(HexFormat.of().parseHex(text.replaceAll("[ .]", "")));
    }

    public int length() {
        return content.length;
    }

    /// The byte at `index` as 0 … 255.
    public int at(int index) {
        return content[index] & 0xff;
    }

    public byte[] toArray() {
        return content.clone();
    }

    public Bytes slice(int from, int to) {
        return new Bytes(Arrays.copyOfRange(content, from, to));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes b && Arrays.equals(b.content, content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /// Hexadecimal without separators.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
