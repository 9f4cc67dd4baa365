package antrea.ipam.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.ipam.api.AddressOwner;
import antrea.ipam.api.Allocation;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLocalTest {
    private static final Cidr V4 = Cidr.parse("10.244.1.0/24");
    private static final Cidr V6 = Cidr.parse("fd00:10:244:1::/64");

    @TempDir
    private Path directory;

    private static AddressOwner owner(int n) {
        return new AddressOwner("container-" + n, "eth0");
    }

    private static List<String> addresses(Allocation allocation) {
        return assertInstanceOf(Allocation.Allocated.class, allocation).addresses().stream()
                .map(AddressWithPrefix::toString)
                .toList();
    }

    @Test
    void eachFamilyGetsTheFirstAddressBehindTheGateway() {
        HostLocal ipam = HostLocal.open(directory);
        assertEquals(
                List.of("10.244.1.2/24", "fd00:10:244:1::2/64"), addresses(ipam.allocate(owner(1), List.of(V4, V6))));
        assertEquals(
                List.of("10.244.1.3/24", "fd00:10:244:1::3/64"), addresses(ipam.allocate(owner(2), List.of(V4, V6))));
    }

    @Test
    void theSameOwnerKeepsItsAddress() {
        HostLocal ipam = HostLocal.open(directory);
        assertEquals(
                addresses(ipam.allocate(owner(1), List.of(V4, V6))),
                addresses(ipam.allocate(owner(1), List.of(V4, V6))));
    }

    @Test
    void aReleasedAddressIsUsedAgainAsLateAsPossible() {
        HostLocal ipam = HostLocal.open(directory);
        List<String> first = addresses(ipam.allocate(owner(1), List.of(V4)));
        ipam.release(owner(1));
        assertNotEquals(first, addresses(ipam.allocate(owner(2), List.of(V4))));
    }

    @Test
    void filesAreThoseOfTheReferencePlugIn() throws IOException {
        HostLocal.open(directory).allocate(owner(7), List.of(V4, V6));
        assertEquals("container-7\r\neth0", Files.readString(directory.resolve("10.244.1.2")));
        assertEquals("container-7\r\neth0", Files.readString(directory.resolve("fd00:10:244:1::2")));
        assertEquals("10.244.1.2", Files.readString(directory.resolve("last_reserved_ip.0")));
    }

    @Test
    void allocationsSurviveARestart() throws IOException {
        Files.writeString(directory.resolve("10.244.1.2"), "theirs\r\neth0");
        Files.writeString(directory.resolve("lock"), "");
        HostLocal ipam = HostLocal.open(directory);
        assertEquals(List.of("10.244.1.3/24"), addresses(ipam.allocate(owner(1), List.of(V4))));
        ipam.release(new AddressOwner("theirs", "eth0"));
        HostLocal again = HostLocal.open(directory);
        assertEquals(Set.of(IpAddress.parse("10.244.1.3")), again.allocations().keySet());
    }

    @Test
    void anExhaustedRangeGivesBackWhatItHadTakenFromTheOthers() {
        Cidr tiny = Cidr.parse("10.0.0.0/30");
        HostLocal ipam = HostLocal.open(directory);
        assertEquals(List.of("10.0.0.2/30"), addresses(ipam.allocate(owner(1), List.of(tiny))));
        assertEquals(new Allocation.Exhausted(tiny), ipam.allocate(owner(2), List.of(V6, tiny)));
        assertEquals(List.of(), ipam.addressesOf(owner(2)));
        ipam.release(owner(1));
        assertEquals(List.of("10.0.0.2/30"), addresses(ipam.allocate(owner(2), List.of(tiny))));
    }

    /// A folder so deep that a file named by an IPv4 address has room below it and one named by an IPv6 address has
    /// not: paths end at 4095 bytes.
    @Test
    void anAddressThatCannotBeRecordedGivesBackWhatTheOthersHadTaken() throws IOException {
        Path deep = directory;
        int left = 4082 - deep.toString().length();
        while (left > 0) {
            int length = left > 400 ? 200 : left > 202 ? left / 2 : left;
            deep = deep.resolve("d".repeat(length - 1));
            left -= length;
        }
        HostLocal ipam = HostLocal.open(deep);
        assertEquals(List.of("10.244.1.2/24"), addresses(ipam.allocate(owner(1), List.of(V4))));
        UncheckedIOException e =
                assertThrows(UncheckedIOException.class, () -> ipam.allocate(owner(2), List.of(V4, V6)));
        assertTrue(String.valueOf(e.getMessage()).contains("fd00:10:244:1::2"), String.valueOf(e));
        assertEquals(List.of(), ipam.addressesOf(owner(2)));
        assertEquals(
                Set.of(IpAddress.parse("10.244.1.2")),
                HostLocal.open(deep).allocations().keySet());
    }

    @Test
    void aWholeRangeIsHandedOutWithoutRepetition() {
        HostLocal ipam = HostLocal.open(directory);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 253; i++) {
            assertTrue(seen.addAll(addresses(ipam.allocate(owner(i), List.of(V4)))));
        }
        assertEquals(new Allocation.Exhausted(V4), ipam.allocate(owner(999), List.of(V4)));
        assertEquals(253, seen.size());
    }

    @Test
    void garbageIsCollectedByOwner() {
        HostLocal ipam = HostLocal.open(directory);
        ipam.allocate(owner(1), List.of(V4, V6));
        ipam.allocate(owner(2), List.of(V4, V6));
        assertEquals(2, ipam.releaseIf(owner(1)::equals).size());
        assertEquals(2, ipam.allocations().size());
    }
}
