package antrea.linux.netlink;

import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The attributes of a message, by kind; a kind that occurs twice keeps the last. All readers throw
/// [NetlinkFormatException] when the value has another size than asked for.
public final class Attributes {
    private static final int KIND_MASK = 0x3fff; // above are the flags "nested" and "network order"

    private final Map<Integer, ByteBuffer> values = new HashMap<>();

    private Attributes() {}

    /// Reads attributes up to the end of the buffer.
    static Attributes parse(ByteBuffer bytes) {
        Attributes out = new Attributes();
        ByteBuffer rest = bytes.slice().order(ByteOrder.nativeOrder());
        while (rest.remaining() >= 4) {
            int length = rest.getShort(rest.position()) & 0xffff;
            int kind = rest.getShort(rest.position() + 2) & KIND_MASK;
            if (length < 4 || length > rest.remaining()) {
                throw new NetlinkFormatException(
                        "attribute " + kind + " of " + length + " bytes in " + rest.remaining());
            }
            out.values.put(kind, rest.slice(rest.position() + 4, length - 4).order(ByteOrder.nativeOrder()));
            rest.position(Math.min(rest.limit(), rest.position() + (length + 3 & ~3)));
        }
        if (rest.hasRemaining()) {
            throw new NetlinkFormatException(rest.remaining() + " bytes behind the last attribute");
        }
        return out;
    }

    public boolean has(int kind) {
        return values.containsKey(kind);
    }

    public Optional<byte[]> bytes(int kind) {
        ByteBuffer value = values.get(kind);
        if (value == null) {
            return Optional.empty();
        }
        byte[] out = new byte[value.remaining()];
        value.get(value.position(), out);
        return Optional.of(out);
    }

    public OptionalInt u32(int kind) {
        ByteBuffer value = values.get(kind);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value.remaining() != 4) {
            throw new NetlinkFormatException("attribute " + kind + ": 4 bytes expected, got " + value.remaining());
        }
        return OptionalInt.of(value.getInt(0));
    }

    public Optional<IpAddress> address(int kind) {
        return bytes(kind).map(b -> {
            if (b.length != 4 && b.length != 16) {
                throw new NetlinkFormatException("attribute " + kind + ": address of " + b.length + " bytes");
            }
            return IpAddress.ofBytes(b);
        });
    }

    /// An Ethernet address; empty for devices whose addresses have another length.
    public Optional<MacAddress> mac(int kind) {
        return bytes(kind).filter(b -> b.length == 6).map(MacAddress::ofBytes);
    }

    /// A string, without the terminating zero byte.
    public Optional<String> text(int kind) {
        return bytes(kind).map(b -> {
            int length = b.length > 0 && b[b.length - 1] == 0 ? b.length - 1 : b.length;
            return new String(b, 0, length, StandardCharsets.UTF_8);
        });
    }

    public Optional<Attributes> nested(int kind) {
        return Optional.ofNullable(values.get(kind)).map(Attributes::parse);
    }
}
