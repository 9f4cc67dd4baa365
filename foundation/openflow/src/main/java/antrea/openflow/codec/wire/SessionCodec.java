package antrea.openflow.codec.wire;

import antrea.openflow.codec.Message;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.part.ByteSource;

/// Hello and features.
final class SessionCodec {
    static final int VERSION_BITMAP = 1;

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
}
