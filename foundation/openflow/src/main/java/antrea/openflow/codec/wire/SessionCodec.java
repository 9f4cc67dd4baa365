package antrea.openflow.codec.wire;

import antrea.openflow.codec.Message;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.part.ByteSource;

/// Hello, features and the choice of asynchronous messages.
final class SessionCodec {
    static final int VERSION_BITMAP = 1;

    /// Properties for a controller in the role "equal" or "primary".
    private static final int PACKET_IN_PRIMARY = 1;

    private static final int PORT_STATUS_PRIMARY = 3;
    private static final int FLOW_REMOVED_PRIMARY = 5;

    private SessionCodec() {}

    /// Without a bitmap, a hello stands for its own version and all before.
    static Message.Hello readHello(int version, ByteSource in) {
        while (in.remaining() >= 4) {
            ByteSource.Property element = in.property();
            if (element.type() == VERSION_BITMAP && element.content().remaining() >= 4) {
                return new Message.Hello(element.content().u32());
            }
        }
        return new Message.Hello(version >= 31 ? -1 : (1 << (version + 1)) - 1);
    }

    static void writeFeatures(Message.FeaturesReply features, ByteSink out) {
        out.u64(features.datapathId())
                .u32(features.bufferCount())
                .u8(features.tableCount())
                .u8(features.auxiliaryId())
                .zeros(2)
                .u32(features.capabilities())
                .u32(0);
    }

    static Message.FeaturesReply readFeatures(ByteSource in) {
        long datapathId = in.u64();
        int bufferCount = in.u32();
        int tableCount = in.u8();
        int auxiliaryId = in.u8();
        return new Message.FeaturesReply(
                datapathId, bufferCount, tableCount, auxiliaryId, in.skip(2).u32());
    }

    static void writeAsync(Message.SetAsync async, ByteSink out) {
        out.u16(PACKET_IN_PRIMARY).u16(8).u32(async.packetInMask());
        out.u16(PORT_STATUS_PRIMARY).u16(8).u32(async.portStatusMask());
        out.u16(FLOW_REMOVED_PRIMARY).u16(8).u32(async.flowRemovedMask());
    }

    static Message.SetAsync readAsync(ByteSource in) {
        int packetIn = 0;
        int portStatus = 0;
        int flowRemoved = 0;
        while (in.hasMore()) {
            ByteSource.Property property = in.property();
            switch (property.type()) {
                case PACKET_IN_PRIMARY -> packetIn = property.content().u32();
                case PORT_STATUS_PRIMARY -> portStatus = property.content().u32();
                case FLOW_REMOVED_PRIMARY -> flowRemoved = property.content().u32();
                default -> {
                    // The other kinds, and the other roles, are no business of this product.
                }
            }
        }
        return new Message.SetAsync(packetIn, portStatus, flowRemoved);
    }
}
