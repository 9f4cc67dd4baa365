package antrea.openflow.codec.wire;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.part.ActionReader;
import antrea.openflow.codec.part.ActionWriter;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.part.ByteSource;
import antrea.openflow.codec.part.MatchReader;
import antrea.openflow.codec.part.MatchWriter;
import antrea.openflow.codec.part.Wire;
import java.util.List;

/// Flow changes and flow descriptions (OpenFlow 1.5 sections 7.3.4.2 and 7.3.5.2).
final class FlowCodec {
    private static final int ANY = -1;
    private static final int NO_BUFFER = -1;
    private static final int ENTRY_HEAD = 24;

    private FlowCodec() {}

    static void write(FlowMod flow, ByteSink out) {
        FlowKey key = flow.key();
        FlowMod.Options options = flow.options();
        out.u64(flow.cookie())
                .u64(flow.cookieMask())
                .u8(key.table())
                .u8(flow.command().ordinal())
                .u16(options.idleTimeoutSeconds())
                .u16(options.hardTimeoutSeconds())
                .u16(key.priority())
                .u32(NO_BUFFER)
                .u32(ANY)
                .u32(ANY)
                .u16(options.flags())
                .u16(options.importance());
        MatchWriter.write(key.match(), out);
        ActionWriter.writeInstructions(flow.actions(), out);
    }

    static FlowMod read(ByteSource in) {
        long cookie = in.u64();
        long cookieMask = in.u64();
        int table = in.u8();
        FlowMod.Command command = Wire.constant(FlowMod.Command.values(), in.u8(), "flow command");
        int idleTimeout = in.u16();
        int hardTimeout = in.u16();
        int priority = in.u16();
        in.skip(12);
        FlowMod.Options options = new FlowMod.Options(idleTimeout, hardTimeout, in.u16(), in.u16());
        MatchReader matches = new MatchReader();
        FlowKey key = new FlowKey(table, priority, matches.read(in));
        ActionReader reader = new ActionReader();
        List<Action> actions = reader.readInstructions(in);
        Wire.demand(matches.isComplete() && reader.isComplete(), "flow with unknown parts");
        return new FlowMod(command, key, actions, cookie, cookieMask, options);
    }

    static void writeEntry(FlowEntry entry, ByteSink out) {
        int start = out.size();
        FlowKey key = entry.key();
        FlowMod.Options options = entry.options();
        out.u16(0)
                .zeros(2)
                .u8(key.table())
                .u8(0)
                .u16(key.priority())
                .u16(options.idleTimeoutSeconds())
                .u16(options.hardTimeoutSeconds())
                .u16(options.flags())
                .u16(options.importance())
                .u64(entry.cookie());
        MatchWriter.write(key.match(), out);
        FlowCounters.write(entry.counters(), out);
        ActionWriter.writeInstructions(entry.actions(), out);
        out.setLength(start, start);
    }

    static FlowEntry readEntry(ByteSource list) {
        int length = list.u16();
        if (length < ENTRY_HEAD) {
            throw new MalformedMessageException("flow entry of length " + length);
        }
        ByteSource in = list.slice(length - 2).skip(2);
        int table = in.u8();
        in.skip(1);
        int priority = in.u16();
        int idleTimeout = in.u16();
        int hardTimeout = in.u16();
        FlowMod.Options options = new FlowMod.Options(idleTimeout, hardTimeout, in.u16(), in.u16());
        long cookie = in.u64();
        MatchReader matches = new MatchReader();
        Match match = matches.read(in);
        FlowEntry.Counters counters = FlowCounters.read(in).entry();
        ActionReader reader = new ActionReader();
        List<Action> actions = reader.readInstructions(in);
        boolean complete = matches.isComplete() && reader.isComplete();
        return new FlowEntry(new FlowKey(table, priority, match), cookie, actions, options, counters, complete);
    }
}
