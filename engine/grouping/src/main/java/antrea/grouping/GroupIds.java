package antrea.grouping;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/// Makes the names of groups: UUIDs of version 5 (RFC 9562 section 5.5) in the space that Antrea uses for groups.
/// For one thread.
public final class GroupIds {
    private static final byte[] ID_SPACE = HexFormat.of().parseHex("e4f24a48ca1f4d5b819cea7632b22115");

    private final MessageDigest sha1;

    public GroupIds() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-1, which every one must have", e);
        }
    }

    /// The name of the group whose selector, or whatever it stands for, is named so.
    public String idOf(String normalizedName) {
        sha1.update(ID_SPACE);
        byte[] hash = sha1.digest(normalizedName.getBytes(StandardCharsets.UTF_8));
        long high = bits(hash, 0) & ~0xf000L | 0x5000L;
        long low = bits(hash, 8) & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    private static long bits(byte[] bytes, int from) {
        long out = 0;
        for (int i = from; i < from + 8; i++) {
            out = out << 8 | bytes[i] & 0xff;
        }
        return out;
    }
}
