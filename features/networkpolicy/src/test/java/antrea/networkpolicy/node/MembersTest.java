package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.net.IpAddress;
import antrea.net.Protocol;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.NamedPort;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A group with a change applied.
class MembersTest {
    private static GroupMember member(String name, String ip, int port) {
        return new GroupMember(
                new MemberRef.Pod("ns", name),
                List.of(IpAddress.parse(ip)),
                List.of(new NamedPort(port, "http", Protocol.TCP)));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, 10.0.0.2", "fd00::1, fd00::2"})
    void addressThatChangedComesAsRemovedAndAdded(String before, String after) {
        GroupMember other = member("b", "10.0.0.9", 80);
        assertEquals(
                List.of(other, member("a", after, 80)),
                Members.merge(
                        List.of(member("a", before, 80), other),
                        List.of(member("a", after, 80)),
                        List.of(member("a", before, 80))));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1", "fd00::1"})
    void memberThatIsRemovedAndAddedIsThereAsItWasAdded(String ip) {
        assertEquals(
                List.of(member("a", ip, 81)),
                Members.merge(
                        List.of(member("a", ip, 80)), List.of(member("a", ip, 81)), List.of(member("a", ip, 80))));
    }
}
