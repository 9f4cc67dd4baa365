package antrea.linux.ipset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.linux.LinuxException;
import antrea.net.IpFamily;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class IpsetsTest {
    @Test
    void setsOfBothFamiliesAreRead() {
        List<SavedSet> sets = Ipsets.parse("""
                create ANTREA-POD-IP hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x2c5a
                add ANTREA-POD-IP 10.10.0.0/24
                add ANTREA-POD-IP 10.10.1.0/24
                create ANTREA-POD-IP6 hash:net family inet6 hashsize 1024 maxelem 65536
                add ANTREA-POD-IP6 fd00:10:10::/64
                create EMPTY hash:ip,port family inet hashsize 1024
                """);
        assertEquals(
                List.of("ANTREA-POD-IP", "ANTREA-POD-IP6", "EMPTY"),
                sets.stream().map(SavedSet::name).toList());
        assertEquals(
                List.of(IpFamily.V4, IpFamily.V6, IpFamily.V4),
                sets.stream().map(SavedSet::family).toList());
        assertEquals(Set.of("10.10.0.0/24", "10.10.1.0/24"), sets.getFirst().entries());
        assertEquals(Set.of("fd00:10:10::/64"), sets.get(1).entries());
        assertEquals("hash:ip,port", sets.getLast().type());
    }

    @Property
    void randomTextIsRefusedByTheDeclaredExceptionOnly(@ForAll String text) {
        try {
            Ipsets.parse(text);
        } catch (LinuxException e) {
            assertEquals(false, String.valueOf(e.getMessage()).isEmpty());
        }
    }

    @Test
    void anEntryOfAnUnknownSetIsRefused() {
        assertThrows(LinuxException.class, () -> Ipsets.parse("add X 10.0.0.1"));
    }
}
