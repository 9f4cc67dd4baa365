package antrea.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NetlinkCodecTest {
    private static NetlinkMessage only(MessageWriter writer) {
        List<NetlinkMessage> all = NetlinkMessage.parse(writer.finish(7));
        assertEquals(1, all.size());
        return all.getFirst();
    }

    @Property
    void attributesComeBackAsTheyWereWritten(
            @ForAll @Size(max = 6) Map<@IntRange(min = 1, max = 100) Integer, byte[]> values, @ForAll int number) {
        MessageWriter writer = new MessageWriter(16, 0).u32(number);
        values.forEach(writer::attribute);
        writer.nested(200, inner -> values.forEach(inner::attribute));
        NetlinkMessage message = only(writer);
        assertEquals(number, message.u32(0));
        Attributes attributes = message.attributes(4);
        Attributes inner = attributes.nested(200).orElseThrow();
        values.forEach((kind, value) -> {
            assertArrayEquals(value, attributes.bytes(kind).orElseThrow());
            assertArrayEquals(value, inner.bytes(kind).orElseThrow());
        });
        assertFalse(attributes.has(101));
    }

    @Test
    void typedAttributesComeBackInBothFamilies() {
        for (String text : List.of("10.1.2.3", "fd00::1")) {
            IpAddress address = IpAddress.parse(text);
            MacAddress mac = MacAddress.parse("02:00:00:00:00:0a");
            Attributes attributes = only(new MessageWriter(1, 0)
                            .attributeAddress(1, address)
                            .attribute(2, mac.toBytes())
                            .attributeText(3, "eth0")
                            .attributeU32(4, -5)
                            .attributeU8(5, 200)
                            .attributeBigEndianU16(6, 0x1f90))
                    .attributes(0);
            assertEquals(Optional.of(address), attributes.address(1));
            assertEquals(Optional.of(mac), attributes.mac(2));
            assertEquals(Optional.of("eth0"), attributes.text(3));
            assertEquals(OptionalInt.of(-5), attributes.u32(4));
            assertArrayEquals(new byte[] {(byte) 200}, attributes.bytes(5).orElseThrow());
            assertArrayEquals(
                    new byte[] {0x1f, (byte) 0x90}, attributes.bytes(6).orElseThrow());
        }
    }

    @Property(tries = 2000)
    void randomBytesAreRefusedByTheDeclaredExceptionOnly(@ForAll @Size(max = 80) byte[] bytes) {
        try {
            for (NetlinkMessage message : NetlinkMessage.parse(bytes)) {
                message.attributes(4).nested(1).ifPresent(a -> a.u32(2));
                message.attributes(0).address(1);
            }
        } catch (NetlinkFormatException e) {
            assertFalse(String.valueOf(e.getMessage()).isEmpty());
        }
    }

    @Property(tries = 500)
    void truncatedMessagesAreRefused(@ForAll @IntRange(min = 1, max = 39) int length) {
        byte[] whole = new MessageWriter(16, 0)
                .u32(1)
                .attributeText(3, "eth0")
                .nested(18, inner -> inner.attributeU32(1, 2))
                .finish(1);
        byte[] part = Arrays.copyOf(whole, Math.min(length, whole.length - 1));
        boolean refused = false;
        try {
            NetlinkMessage.parse(part).forEach(m -> m.attributes(4));
        } catch (NetlinkFormatException _) {
            refused = true;
        }
        assertTrue(refused, "length " + part.length);
    }

    @Property(tries = 500)
    void aFlippedByteNeverSurprises(@ForAll @IntRange(min = 0, max = 47) int at, @ForAll byte value) {
        byte[] bytes = new MessageWriter(16, 0)
                .u32(1)
                .attributeText(3, "eth0")
                .nested(18, inner -> inner.attributeU32(1, 2))
                .finish(1);
        bytes[at % bytes.length] = value;
        try {
            NetlinkMessage.parse(bytes).forEach(m -> m.attributes(4).nested(18).ifPresent(a -> a.u32(1)));
        } catch (NetlinkFormatException e) {
            assertFalse(String.valueOf(e.getMessage()).isEmpty());
        }
    }
}
