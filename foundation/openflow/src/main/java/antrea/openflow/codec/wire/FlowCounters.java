package antrea.openflow.codec.wire;

import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.part.ByteSource;
import antrea.openflow.codec.part.FieldHeaders;

/// Flow counters in the list form of OpenFlow 1.5 section 7.2.4 (OXS).
record FlowCounters(long packets, long bytes, long flows, long durationSeconds, long idleSeconds) {
    private static final int OXS_CLASS = 0x8002;
    private static final int DURATION = 0;
    private static final int IDLE = 1;
    private static final int FLOWS = 3;
    private static final int PACKETS = 4;
    private static final int BYTES = 5;

    static void write(FlowEntry.Counters counters, ByteSink out) {
        int start = out.size();
        out.zeros(4);
        number(DURATION, counters.durationSeconds() << 32, out);
        number(IDLE, counters.idleSeconds() << 32, out);
        number(PACKETS, counters.packets(), out);
        number(BYTES, counters.bytes(), out);
        out.setLength(start + 2, start);
        out.alignTo8(start);
    }

    static void write(MultipartReply.Aggregate sums, ByteSink out) {
        int start = out.size();
        out.zeros(4);
        number(PACKETS, sums.packets(), out);
        number(BYTES, sums.bytes(), out);
        out.u32(FieldHeaders.header(OXS_CLASS, FLOWS, 4)).u32((int) sums.flows());
        out.setLength(start + 2, start);
        out.alignTo8(start);
    }

    private static void number(int field, long value, ByteSink out) {
        out.u32(FieldHeaders.header(OXS_CLASS, field, 8)).u64(value);
    }

    static FlowCounters read(ByteSource in) {
        in.skip(2);
        int length = in.u16();
        if (length < 4) {
            throw new MalformedMessageException("flow counters of length " + length);
        }
        ByteSource list = in.slice(length - 4);
        in.skipPadding(-length & 7);
        long[] numbers = new long[8];
        while (list.hasMore()) {
            int header = list.u32();
            ByteSource content = list.slice(header & 0xff);
            int field = header >>> 9 & 0x7f;
            if (header >>> 16 == OXS_CLASS && field < numbers.length) {
                numbers[field] = field == FLOWS ? content.u32() & 0xffffffffL : content.u64();
            }
        }
        return new FlowCounters(
                numbers[PACKETS], numbers[BYTES], numbers[FLOWS], numbers[DURATION] >>> 32, numbers[IDLE] >>> 32);
    }

    FlowEntry.Counters entry() {
        return new FlowEntry.Counters(packets, bytes, durationSeconds, idleSeconds);
    }
}
