package antrea.linux.rtnetlink;

import antrea.linux.netlink.Attributes;
import antrea.linux.netlink.MessageWriter;
import antrea.linux.netlink.NetlinkMessage;
import antrea.net.IpFamily;
import java.util.Optional;
import java.util.OptionalInt;

/// `struct fib_rule_hdr` and its attributes (linux/fib_rules.h).
final class RuleMessages {
    private static final int NEW_RULE = 32;
    static final int DELETE_RULE = 33;
    private static final int GET_RULE = 34;
    private static final int FIXED_BYTES = 12;
    private static final int ACTION_TO_TABLE = 1;
    private static final int PRIORITY = 6;
    private static final int MARK = 10;
    private static final int TABLE = 15;
    private static final int MARK_MASK = 16;
    private static final int LARGEST_SHORT_TABLE = 255;

    private RuleMessages() {}

    static MessageWriter dump(IpFamily family) {
        return fixed(new MessageWriter(GET_RULE, MessageWriter.DUMP), family, 0, 0);
    }

    static MessageWriter add(RuleEntry rule) {
        return write(NEW_RULE, MessageWriter.CREATE | MessageWriter.EXCLUSIVE, rule);
    }

    static MessageWriter delete(RuleEntry rule) {
        return write(DELETE_RULE, 0, rule);
    }

    private static MessageWriter write(int type, int flags, RuleEntry rule) {
        int shortTable = rule.table() <= LARGEST_SHORT_TABLE ? rule.table() : 0;
        MessageWriter out = fixed(new MessageWriter(type, flags), rule.family(), shortTable, ACTION_TO_TABLE)
                .attributeU32(TABLE, rule.table());
        rule.priority().ifPresent(priority -> out.attributeU32(PRIORITY, priority));
        if (rule.mask() != 0) {
            out.attributeU32(MARK, rule.mark()).attributeU32(MARK_MASK, rule.mask());
        }
        return out;
    }

    private static MessageWriter fixed(MessageWriter out, IpFamily family, int table, int action) {
        return out.u8(Family.number(family))
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(table)
                .u8(0)
                .u8(0)
                .u8(action)
                .u32(0);
    }

    static Optional<RuleEntry> read(IpFamily family, NetlinkMessage message) {
        if (message.u8(0) != Family.number(family) || message.u8(7) != ACTION_TO_TABLE) {
            return Optional.empty();
        }
        Attributes attributes = message.attributes(FIXED_BYTES);
        return Optional.of(new RuleEntry(
                family,
                OptionalInt.of(attributes.u32(PRIORITY).orElse(0)),
                attributes.u32(MARK).orElse(0),
                attributes.u32(MARK_MASK).orElse(0),
                attributes.u32(TABLE).orElse(message.u8(4))));
    }
}
