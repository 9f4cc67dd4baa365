package antrea.openflow.codec.wire;

import antrea.net.Bytes;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.codec.part.ActionReader;
import antrea.openflow.codec.part.ActionWriter;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.part.ByteSource;
import antrea.openflow.codec.part.MatchReader;
import antrea.openflow.codec.part.MatchWriter;
import antrea.openflow.codec.part.Wire;
import java.util.List;
import java.util.Optional;

/// Packets from and to the switch. Source: OpenFlow 1.5 sections 7.3.6 and 7.4.1; NXT_PACKET_IN2: Open vSwitch,
/// nicira-ext.h.
final class PacketCodec {
    private static final int PACKET = 0;
    private static final int FULL_LENGTH = 1;
    private static final int TABLE = 3;
    private static final int COOKIE = 4;
    private static final int REASON = 5;
    private static final int METADATA = 6;
    private static final int USERDATA = 7;
    private static final int CONTINUATION = 8;

    private static final long NO_COOKIE = -1;

    private PacketCodec() {}

    static void writePacketOut(PacketOut packet, ByteSink out) {
        out.u32(-1);
        int lengthAt = out.size();
        out.u16(0).zeros(2);
        MatchWriter.write(packet.metadata(), out);
        int start = out.size();
        ActionWriter.writeList(packet.actions(), out);
        out.setLength(lengthAt, start);
        out.put(packet.packet());
    }

    static PacketOut readPacketOut(ByteSource in) {
        in.skip(4);
        int actionsLength = in.u16();
        in.skip(2);
        MatchReader matches = new MatchReader();
        Match metadata = matches.read(in);
        ActionReader reader = new ActionReader();
        List<Action> actions = reader.readList(in.slice(actionsLength));
        Wire.demand(matches.isComplete() && reader.isComplete(), "packet-out with unknown parts");
        return new PacketOut(metadata, actions, in.rest());
    }

    static void writePacketIn(PacketIn packet, ByteSink out) {
        if (packet.continuation().isPresent()) {
            out.put(packet.continuation().get());
            return;
        }
        bytes(PACKET, packet.packet(), out);
        if (packet.fullLength() != packet.packet().length()) {
            out.u16(FULL_LENGTH).u16(8).u32(packet.fullLength());
        }
        PacketIn.Origin origin = packet.origin();
        out.u16(TABLE).u16(5).u8(origin.table()).zeros(3);
        if (origin.cookie() != NO_COOKIE) {
            out.u16(COOKIE).u16(16).zeros(4).u64(origin.cookie());
        }
        out.u16(REASON).u16(5).u8(origin.reason()).zeros(3);
        int start = out.size();
        out.u16(METADATA).u16(0);
        MatchWriter.writeFields(packet.metadata(), out);
        out.setLength(start + 2, start);
        out.alignTo8(start);
        if (packet.userdata().length() > 0) {
            bytes(USERDATA, packet.userdata(), out);
        }
    }

    private static void bytes(int type, Bytes content, ByteSink out) {
        int start = out.size();
        out.u16(type).u16(0).put(content);
        out.setLength(start + 2, start);
        out.alignTo8(start);
    }

    /// `whole` is the body of the message once more, to be kept when the packet waits.
    static PacketIn readPacketIn2(ByteSource in, ByteSource whole) {
        Bytes packet = Bytes.EMPTY;
        int fullLength = 0;
        int table = 0;
        int reason = 0;
        long cookie = NO_COOKIE;
        Match metadata = Match.ANY;
        Bytes userdata = Bytes.EMPTY;
        Optional<Bytes> continuation = Optional.empty();
        while (in.hasMore()) {
            ByteSource.Property property = in.property();
            ByteSource content = property.content();
            switch (property.type()) {
                case PACKET -> packet = content.rest();
                case FULL_LENGTH -> fullLength = content.u32();
                case TABLE -> table = content.u8();
                case COOKIE -> cookie = content.skip(4).u64();
                case REASON -> reason = content.u8();
                case METADATA -> metadata = new MatchReader().readFields(content);
                case USERDATA -> userdata = content.rest();
                case CONTINUATION -> continuation = Optional.of(whole.rest());
                default -> {
                    // A newer switch may tell more than anybody here asks for.
                }
            }
        }
        int length = Math.max(fullLength, packet.length());
        PacketIn.Origin origin = new PacketIn.Origin(table, cookie, reason);
        return new PacketIn(packet, length, origin, metadata, userdata, continuation);
    }

    /// The plain OFPT_PACKET_IN.
    static PacketIn readPacketIn(ByteSource in) {
        in.skip(4);
        int fullLength = in.u16();
        int reason = in.u8();
        int table = in.u8();
        PacketIn.Origin origin = new PacketIn.Origin(table, in.u64(), reason);
        Match metadata = new MatchReader().read(in);
        in.skip(2);
        Bytes packet = in.rest();
        int length = Math.max(fullLength, packet.length());
        return new PacketIn(packet, length, origin, metadata, Bytes.EMPTY, Optional.empty());
    }
}
