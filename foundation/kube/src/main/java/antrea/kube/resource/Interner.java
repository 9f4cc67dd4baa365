package antrea.kube.resource;

import org.jspecify.annotations.Nullable;

/// Lets equal values be one object: label keys, Namespaces and Node names repeat in every Pod.
///
/// Two fixed tables in which a new value takes the place of an old one with the same slot: bounded, no eviction
/// queue, nothing kept alive for long. For one thread.
public final class Interner {
    private static final int SLOTS = 2048;

    private final @Nullable String[] texts = new @Nullable String[SLOTS];
    private final @Nullable Object[] values = new @Nullable Object[SLOTS];

    /// The text of these characters; no garbage when it is in the table.
    public String text(char[] chars, int offset, int length) {
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + chars[i];
        }
        int slot = slot(hash);
        @Nullable String held = texts[slot];
        if (held != null && same(held, chars, offset, length)) {
            return held;
        }
        String fresh = new String(chars, offset, length);
        texts[slot] = fresh;
        return fresh;
    }

    public String text(String text) {
        int slot = slot(text.hashCode());
        @Nullable String held = texts[slot];
        if (held != null && held.equals(text)) {
            return held;
        }
        texts[slot] = text;
        return text;
    }

    /// The held equal of an immutable value, or the value itself.
    @SuppressWarnings("unchecked")
    public <T> T value(T value) {
        int slot = slot(value.hashCode());
        @Nullable Object held = values[slot];
        if (held != null && held.getClass() == value.getClass() && held.equals(value)) {
            return (T) held;
        }
        values[slot] = value;
        return value;
    }

    private static int slot(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed >>> 32 - 11;
    }

    private static boolean same(String held, char[] chars, int offset, int length) {
        if (held.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (held.charAt(i) != chars[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
