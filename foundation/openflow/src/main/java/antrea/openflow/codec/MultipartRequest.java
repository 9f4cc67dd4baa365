package antrea.openflow.codec;

import java.util.List;

/// Asks the switch for a list, which comes in one or more [MultipartReply] (OpenFlow 1.5 section 7.3.5).
public sealed interface MultipartRequest extends Message {
    /// Which flows: those covered by the match in this table ([FlowKey#ALL_TABLES] = all) whose cookie agrees with
    /// `cookie` in the bits of `cookieMask`.
    record FlowFilter(int table, Match match, long cookie, long cookieMask) {
        public static final FlowFilter ALL = new FlowFilter(FlowKey.ALL_TABLES, Match.ANY, 0, 0);

        public static FlowFilter byCookie(long cookie, long cookieMask) {
            return new FlowFilter(FlowKey.ALL_TABLES, Match.ANY, cookie, cookieMask);
        }

        public static FlowFilter inTable(int table) {
            return new FlowFilter(table, Match.ANY, 0, 0);
        }
    }

    /// Flows with their actions and counters (OFPMP_FLOW_DESC).
    record Flows(FlowFilter filter) implements MultipartRequest {}

    /// Sums over flows (OFPMP_AGGREGATE_STATS).
    record Aggregate(FlowFilter filter) implements MultipartRequest {}

    /// Groups with their buckets; `groupId` may be [GroupMod#ALL_GROUPS].
    record Groups(int groupId) implements MultipartRequest {}

    /// Counters of groups; `groupId` may be [GroupMod#ALL_GROUPS].
    record GroupCounters(int groupId) implements MultipartRequest {}

    /// Meters; `meterId` may be [MeterConfig#ALL].
    record Meters(int meterId) implements MultipartRequest {}

    /// Counters of meters; `meterId` may be [MeterConfig#ALL].
    record MeterCounters(int meterId) implements MultipartRequest {}

    /// What meters the switch can have at all.
    record MeterFeatures() implements MultipartRequest {}

    /// Ports; `portNumber` may be [Ports#ANY].
    record PortList(int portNumber) implements MultipartRequest {}

    /// Counters of ports; `portNumber` may be [Ports#ANY].
    record PortCounters(int portNumber) implements MultipartRequest {}

    /// Asks for all tables; with `renamed`, first gives those tables their names (OFPMP_TABLE_FEATURES, modify,
    /// without properties). Open vSwitch demands the `maxEntries` that it reported, so ask first.
    record Tables(List<TableFeature> renamed) implements MultipartRequest {
        public Tables {
            renamed = List.copyOf(renamed);
        }
    }

    /// A table, its name (at most 31 bytes; empty or `table` and its number when nobody gave one) and its size.
    record TableFeature(int table, String name, int maxEntries) {}
}
