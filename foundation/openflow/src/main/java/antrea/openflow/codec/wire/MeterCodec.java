package antrea.openflow.codec.wire;

import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartReply.Traffic;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.part.ByteSource;
import antrea.openflow.codec.part.Wire;
import java.util.ArrayList;
import java.util.List;

/// Meter changes, descriptions and counters (OpenFlow 1.5 sections 7.3.4.4, 7.3.5.11 to 7.3.5.13).
final class MeterCodec {
    private static final int KILOBITS = 1;
    private static final int PACKETS = 2;
    private static final int BURST = 4;
    private static final int STATS = 8;
    private static final int DROP = 1;

    private MeterCodec() {}

    static void write(Message.MeterMod meter, ByteSink out) {
        MeterConfig config = meter.config();
        boolean delete = meter.command() == Message.MeterMod.Command.DELETE;
        out.u16(meter.command().ordinal()).u16(delete ? 0 : flags(config)).u32(config.meterId());
        writeBands(config.bands(), out);
    }

    static Message.MeterMod read(ByteSource in) {
        Message.MeterMod.Command command = Wire.constant(Message.MeterMod.Command.values(), in.u16(), "meter command");
        int flags = in.u16();
        return new Message.MeterMod(command, config(in.u32(), flags, in));
    }

    private static int flags(MeterConfig config) {
        int unit =
                switch (config.unit()) {
                    case KILOBITS_PER_SECOND -> KILOBITS;
                    case PACKETS_PER_SECOND -> PACKETS;
                };
        return unit | (config.hasBurst() ? BURST : 0) | (config.keepsStats() ? STATS : 0);
    }

    private static MeterConfig config(int meterId, int flags, ByteSource bands) {
        MeterConfig.Unit unit =
                (flags & PACKETS) != 0 ? MeterConfig.Unit.PACKETS_PER_SECOND : MeterConfig.Unit.KILOBITS_PER_SECOND;
        return new MeterConfig(meterId, unit, (flags & STATS) != 0, readBands(bands));
    }

    private static void writeBands(List<MeterConfig.DropBand> bands, ByteSink out) {
        for (MeterConfig.DropBand band : bands) {
            out.u16(DROP).u16(16).u32(band.rate()).u32(band.burstSize()).zeros(4);
        }
    }

    private static List<MeterConfig.DropBand> readBands(ByteSource in) {
        List<MeterConfig.DropBand> out = new ArrayList<>();
        while (in.hasMore()) {
            int type = in.u16();
            int length = in.u16();
            Wire.demand(length >= 12, "meter band of length " + length);
            ByteSource band = in.slice(length - 4);
            if (type == DROP) {
                out.add(new MeterConfig.DropBand(band.u32(), band.u32()));
            }
        }
        return out;
    }

    static void writeEntry(MeterConfig config, ByteSink out) {
        int start = out.size();
        out.u16(0).u16(flags(config)).u32(config.meterId());
        writeBands(config.bands(), out);
        out.setLength(start, start);
    }

    static MeterConfig readEntry(ByteSource list) {
        int length = list.u16();
        Wire.demand(length >= 8, "meter entry of length " + length);
        ByteSource in = list.slice(length - 2);
        int flags = in.u16();
        return config(in.u32(), flags, in);
    }

    static void writeCounter(MultipartReply.MeterCounter counter, ByteSink out) {
        int start = out.size();
        out.u32(counter.meterId())
                .u16(0)
                .zeros(6)
                .u32(counter.flowCount())
                .u64(counter.input().packets())
                .u64(counter.input().bytes())
                .u32((int) counter.durationSeconds())
                .u32(0);
        for (Traffic band : counter.dropped()) {
            out.u64(band.packets()).u64(band.bytes());
        }
        out.setLength(start + 4, start);
    }

    static MultipartReply.MeterCounter readCounter(ByteSource list) {
        int meterId = list.u32();
        int length = list.u16();
        Wire.demand(length >= 40, "meter counter of length " + length);
        ByteSource in = list.slice(length - 6).skip(6);
        int flowCount = in.u32();
        Traffic input = new Traffic(in.u64(), in.u64());
        long duration = in.u32() & 0xffffffffL;
        in.skip(4);
        return new MultipartReply.MeterCounter(meterId, flowCount, input, duration, GroupCodec.readTraffic(in));
    }

    static MultipartReply.MeterFeatures readFeatures(ByteSource in) {
        int maxMeter = in.u32();
        int bandTypes = in.u32();
        int capabilities = in.u32();
        return new MultipartReply.MeterFeatures(maxMeter, bandTypes, capabilities, in.u8(), in.u8());
    }
}
