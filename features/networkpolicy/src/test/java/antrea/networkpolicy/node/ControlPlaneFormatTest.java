package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.watch.WatchEvent;
import antrea.kube.watch.WireException;
import antrea.net.IpAddress;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NamedPort;
import antrea.serve.codec.WatchFrame;
import antrea.serve.codec.WireFormat;
import antrea.serve.codec.WireObject;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// What the controller's watches bring, and what they never should.
class ControlPlaneFormatTest {
    private static final Metadata NAME = new Metadata("group", "group", 7);
    private static final GroupMember MEMBER = new GroupMember(
            new MemberRef.Pod("ns", "a"),
            List.of(IpAddress.parse("10.1.2.3"), IpAddress.parse("fd00::3")),
            List.of(new NamedPort(8080, "http", antrea.net.Protocol.TCP)));
    private static final byte[] FRAME = frame(
            "MODIFIED",
            WireObject.of(
                    ControlPlane.ADDRESS_GROUP_PATCH, new AddressGroup.Patch(NAME, List.of(MEMBER), List.of(MEMBER))));

    private static byte[] frame(String type, WireObject object) {
        return WatchFrame.encode(WireFormat.PROTOBUF, type, object).orElseThrow();
    }

    private static Optional<WatchEvent<ControlPlaneObject>> read(byte[] stream) {
        return new ControlPlaneFormat()
                .openWatch(new ByteArrayInputStream(stream))
                .next();
    }

    /// Whatever it is, it is an event or refused by the one exception.
    private static void readOrRefuse(byte[] stream) {
        try {
            assertTrue(read(stream).isPresent() || stream.length == 0);
        } catch (WireException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
        }
    }

    @Example
    void patchArrivesAsItWasSent() {
        WatchEvent<ControlPlaneObject> event = read(FRAME).orElseThrow();
        assertEquals(
                new WatchEvent.Modified<ControlPlaneObject>(new ControlPlaneObject.AddressesChange(
                        new AddressGroup.Patch(NAME, List.of(MEMBER), List.of(MEMBER)))),
                event);
    }

    @Example
    void bookmarkEndsTheFirstState() {
        byte[] bookmark =
                frame("BOOKMARK", WireObject.of(ControlPlane.ADDRESS_GROUP, ControlPlane.ADDRESS_GROUP.empty()));
        assertEquals(
                new WatchEvent.Bookmark<ControlPlaneObject>(""), read(bookmark).orElseThrow());
    }

    @Example
    void streamThatEndsBetweenFramesHasEnded() {
        assertTrue(read(new byte[0]).isEmpty());
    }

    @Example
    void unknownTypesAndKindsAreRefused() {
        WireObject group = WireObject.of(ControlPlane.ADDRESS_GROUP, new AddressGroup(NAME, List.of()));
        assertThrows(WireException.class, () -> read(frame("REPLACED", group)));
        assertThrows(WireException.class, () -> ControlPlaneObject.read(new byte[] {1, 2, 3}));
    }

    @Property(tries = 300)
    void truncatedFrameIsRefused(@ForAll @IntRange(min = 1, max = 400) int length) {
        int cut = length % FRAME.length;
        if (cut > 0) {
            assertThrows(WireException.class, () -> read(Arrays.copyOf(FRAME, cut)));
        }
    }

    @Property(tries = 1000)
    void randomBytesAreRefused(@ForAll byte[] bytes) {
        readOrRefuse(bytes);
    }

    @Property(tries = 1000)
    void randomContentOfAFrameIsRefused(@ForAll byte[] content) {
        byte[] stream = new byte[content.length + 4];
        for (int i = 0; i < 4; i++) {
            stream[i] = (byte) (content.length >>> (24 - 8 * i));
        }
        System.arraycopy(content, 0, stream, 4, content.length);
        try {
            read(stream);
        } catch (WireException e) {
            assertTrue(e.getMessage() != null);
        }
    }

    @Property(tries = 2000)
    void damagedFrameIsReadOrRefused(
            @ForAll @IntRange(max = 100_000) int place, @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] damaged = FRAME.clone();
        damaged[4 + place % (damaged.length - 4)] ^= (byte) change;
        readOrRefuse(damaged);
    }

    @Example
    void hugeLengthIsRefusedWithoutRoomForIt() {
        assertThrows(WireException.class, () -> read(new byte[] {0x7f, -1, -1, -1, 0}));
        assertThrows(WireException.class, () -> read(new byte[] {-1, -1, -1, -1, 0}));
        assertThrows(WireException.class, () -> read(new byte[] {3, 0, 0, 0, 0}));
    }
}
