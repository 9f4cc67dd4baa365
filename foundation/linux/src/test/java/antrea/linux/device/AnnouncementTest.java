package antrea.linux.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:0a");

    @Test
    void ipv4IsAnnouncedByGratuitousArp() {
        assertEquals(
                Bytes.ofHex(
                        "ffffffffffff 02000000000a 0806 0001 0800 06 04 0001 02000000000a 0a0a0005 000000000000 0a0a0005"),
                Bytes.of(Announcement.of(IpAddress.parse("10.10.0.5"), MAC)));
    }

    @Test
    void ipv6IsAnnouncedByNeighbourAdvertisementWithARightChecksum() {
        byte[] frame = Announcement.of(IpAddress.parse("fd00::5"), MAC);
        String expected = "333300000001 02000000000a 86dd 60000000 0020 3a ff"
                + "fd000000000000000000000000000005 ff020000000000000000000000000001 8800";
        assertEquals(Bytes.ofHex(expected), Bytes.of(frame).slice(0, 56));
        assertEquals(
                Bytes.ofHex("20000000 fd000000000000000000000000000005 02 01 02000000000a"),
                Bytes.of(frame).slice(58, 86));
        long sum = 32 + 58;
        for (int at = 22; at < 86; at += 2) {
            sum += (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
        }
        assertEquals(0xffff, (sum & 0xffff) + (sum >>> 16));
    }
}
