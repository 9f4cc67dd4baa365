package antrea.pipeline;

import java.nio.charset.StandardCharsets;

/// A hash of a text that is the same on every machine and in every version: FNV-1a with 64 bits (draft-eastlake-fnv),
/// its bits mixed once more, since FNV leaves those of the last characters in the lower half.
public final class TextHash {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private TextHash() {}

    public static long of(String text) {
        long hash = OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xff) * PRIME;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        return hash ^ hash >>> 33;
    }
}
