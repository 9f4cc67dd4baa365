package antrea.net.packet;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.Arrays;

/// Grows an array in network order.
final class ByteSink {
    private byte[] content = new byte[128];
    private int length;

    ByteSink u8(int value) {
        if (length == content.length) {
            content = Arrays.copyOf(content, 2 * length);
        }
        content[length++] = (byte) value;
        return this;
    }

    ByteSink u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    ByteSink u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    ByteSink mac(MacAddress mac) {
        return u16((int) (mac.bits() >>> 32)).u32(mac.bits());
    }

    ByteSink ip(IpAddress address) {
        return array(address.toBytes());
    }

    ByteSink bytes(Bytes more) {
        return array(more.toArray());
    }

    ByteSink array(byte[] more) {
        for (byte b : more) {
            u8(b);
        }
        return this;
    }

    ByteSink zeros(int count) {
        for (int i = 0; i < count; i++) {
            u8(0);
        }
        return this;
    }

    byte[] toArray() {
        return Arrays.copyOf(content, length);
    }
}
