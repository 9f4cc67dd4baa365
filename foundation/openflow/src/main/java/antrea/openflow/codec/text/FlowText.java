package antrea.openflow.codec.text;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply;
import java.util.List;
import java.util.function.IntFunction;

/// Writes flows, groups and meters in the syntax that `ovs-ofctl add-flow`, `add-group` and `add-meter` read,
/// close to letter by letter what `ovs-ofctl dump-flows --no-stats` prints. The same value always gives the same
/// text.
public final class FlowText {
    /// Tables by number; what `ovs-ofctl` reads without knowing names.
    public static final FlowText WITH_NUMBERS = new FlowText(Integer::toString);

    private final IntFunction<String> tableName;
    private final ActionText actionText;

    /// `tableName` gives what is written for a table.
    public FlowText(IntFunction<String> tableName) {
        this.tableName = tableName;
        this.actionText = new ActionText(tableName);
    }

    /// The fields with commas, the protocol by its short name (`tcp`, `ip`, `arp` …). Empty for a match of
    /// everything.
    public String match(Match match) {
        return MatchText.of(match);
    }

    /// The actions with commas; `drop` when there are none.
    public String actions(List<Action> actions) {
        return actionText.list(actions);
    }

    /// `table=5, priority=200,ip,nw_dst=10.0.0.0/24 actions=goto_table:6`
    public String flow(FlowKey key, List<Action> actions) {
        return "table=" + tableName.apply(key.table()) + ", " + criteria(key) + " actions=" + actions(actions);
    }

    /// As [#flow(FlowKey, List)], with the cookie in front.
    public String flow(FlowKey key, List<Action> actions, long cookie) {
        return "cookie=0x" + Long.toHexString(cookie) + ", " + flow(key, actions);
    }

    /// With cookie, timeouts and importance.
    public String flow(FlowEntry entry) {
        FlowMod.Options options = entry.options();
        return "cookie=0x" + Long.toHexString(entry.cookie()) + ", table="
                + tableName.apply(entry.key().table()) + ", "
                + option("idle_timeout", options.idleTimeoutSeconds())
                + option("hard_timeout", options.hardTimeoutSeconds())
                + option("importance", options.importance())
                + criteria(entry.key()) + " actions=" + actions(entry.actions());
    }

    private static String option(String name, int value) {
        return value == 0 ? "" : name + "=" + value + ", ";
    }

    private String criteria(FlowKey key) {
        String match = match(key.match());
        return "priority=" + key.priority() + (match.isEmpty() ? "" : "," + match);
    }

    /// `group_id=5,type=select,bucket=bucket_id:0,weight:100,actions=resubmit(,11)`
    public String group(int groupId, GroupMod.Type type, List<GroupMod.Bucket> buckets) {
        StringBuilder out = new StringBuilder("group_id=")
                .append(Integer.toUnsignedString(groupId))
                .append(",type=")
                .append(typeName(type));
        for (GroupMod.Bucket bucket : buckets) {
            out.append(",bucket=bucket_id:").append(Integer.toUnsignedString(bucket.id()));
            if (type == GroupMod.Type.SELECT) {
                out.append(",weight:").append(bucket.weight());
            }
            out.append(",actions=").append(actions(bucket.actions()));
        }
        return out.toString();
    }

    public String group(MultipartReply.GroupEntry entry) {
        return group(entry.groupId(), entry.type(), entry.buckets());
    }

    private static String typeName(GroupMod.Type type) {
        return switch (type) {
            case ALL -> "all";
            case SELECT -> "select";
            case INDIRECT -> "indirect";
            case FAST_FAILOVER -> "ff";
        };
    }

    /// `meter=256 pktps burst stats bands=type=drop rate=500 burst_size=1000`
    public String meter(MeterConfig meter) {
        StringBuilder out = new StringBuilder("meter=").append(Integer.toUnsignedString(meter.meterId()));
        out.append(
                switch (meter.unit()) {
                    case KILOBITS_PER_SECOND -> " kbps";
                    case PACKETS_PER_SECOND -> " pktps";
                });
        out.append(meter.hasBurst() ? " burst" : "")
                .append(meter.keepsStats() ? " stats" : "")
                .append(" bands=");
        String separator = "";
        for (MeterConfig.DropBand band : meter.bands()) {
            out.append(separator).append("type=drop rate=").append(Integer.toUnsignedString(band.rate()));
            if (meter.hasBurst()) {
                out.append(" burst_size=").append(Integer.toUnsignedString(band.burstSize()));
            }
            separator = " ";
        }
        return out.toString();
    }
}
