package antrea.openflow.testing;

import antrea.net.Bytes;
import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartRequest;
import antrea.openflow.codec.MultipartRequest.FlowFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a bridge holds, and how messages change it; no packets. Not safe for use by several threads at once.
final class FakeBridge {
    private static final int TABLES = 254;
    private static final int BAD_OUT_GROUP = 9;

    private final Map<FlowKey, FlowMod> flows = new HashMap<>();
    private final Map<Integer, GroupMod> groups = new TreeMap<>(Integer::compareUnsigned);
    private final Map<Integer, MeterConfig> meters = new TreeMap<>(Integer::compareUnsigned);
    private final Map<Integer, String> tableNames = new TreeMap<>();

    FakeBridge copy() {
        FakeBridge out = new FakeBridge();
        out.flows.putAll(flows);
        out.groups.putAll(groups);
        out.meters.putAll(meters);
        out.tableNames.putAll(tableNames);
        return out;
    }

    Map<FlowKey, FlowMod> flows() {
        return Map.copyOf(flows);
    }

    Map<Integer, GroupMod> groups() {
        return Map.copyOf(groups);
    }

    Map<Integer, MeterConfig> meters() {
        return Map.copyOf(meters);
    }

    /// Changes the state, or says why not.
    Optional<ErrorMessage> apply(Message message) {
        if (message instanceof FlowMod flow) {
            return applyFlow(flow);
        }
        if (message instanceof GroupMod group) {
            return applyGroup(group);
        }
        if (message instanceof Message.MeterMod(Message.MeterMod.Command command, MeterConfig config)) {
            applyMeter(command, config);
        }
        return Optional.empty();
    }

    private Optional<ErrorMessage> applyFlow(FlowMod flow) {
        FlowKey key = asReported(flow.key());
        for (Action action : flow.actions()) {
            if (action instanceof Action.Group(int groupId) && !groups.containsKey(groupId)) {
                return Optional.of(new ErrorMessage(ErrorMessage.BAD_ACTION, BAD_OUT_GROUP, Bytes.EMPTY));
            }
        }
        switch (flow.command()) {
            case ADD ->
                flows.put(key, new FlowMod(FlowMod.Command.ADD, key, flow.actions(), flow.cookie(), 0, flow.options()));
            case MODIFY_STRICT -> flows.computeIfPresent(key, (_, old) -> withActions(old, flow.actions()));
            case MODIFY -> flows.replaceAll((_, old) -> isChosen(old, flow) ? withActions(old, flow.actions()) : old);
            case DELETE_STRICT -> flows.remove(key);
            case DELETE -> flows.values().removeIf(old -> isChosen(old, flow));
        }
        return Optional.empty();
    }

    /// A switch reports the wide registers in parts.
    private static FlowKey asReported(FlowKey key) {
        return new FlowKey(key.table(), key.priority(), key.match().splitRegisters());
    }

    private static FlowMod withActions(FlowMod old, List<Action> actions) {
        return new FlowMod(FlowMod.Command.ADD, old.key(), actions, old.cookie(), 0, old.options());
    }

    private static boolean isChosen(FlowMod flow, FlowMod by) {
        return isChosen(flow, new FlowFilter(by.key().table(), by.key().match(), by.cookie(), by.cookieMask()));
    }

    private static boolean isChosen(FlowMod flow, FlowFilter filter) {
        boolean tableAgrees = filter.table() == FlowKey.ALL_TABLES
                || filter.table() == flow.key().table();
        boolean cookieAgrees = ((flow.cookie() ^ filter.cookie()) & filter.cookieMask()) == 0;
        return tableAgrees
                && cookieAgrees
                && covers(filter.match().splitRegisters(), flow.key().match());
    }

    private static boolean covers(Match wide, Match narrow) {
        for (FieldMatch field : wide.fields()) {
            U128 mask = field.mask();
            boolean agrees = narrow.get(field.field())
                    .filter(f -> f.mask().and(mask).equals(mask))
                    .filter(f -> f.value().and(mask).equals(field.value()))
                    .isPresent();
            if (!agrees) {
                return false;
            }
        }
        return true;
    }

    private Optional<ErrorMessage> applyGroup(GroupMod group) {
        boolean exists = groups.containsKey(group.groupId());
        switch (group.command()) {
            case ADD -> {
                if (exists) {
                    return Optional.of(new ErrorMessage(ErrorMessage.GROUP_MOD_FAILED, 0, Bytes.EMPTY));
                }
                groups.put(group.groupId(), group);
            }
            case ADD_OR_MODIFY -> groups.put(group.groupId(), group);
            case DELETE -> deleteGroups(group.groupId());
            case MODIFY, INSERT_BUCKET, REMOVE_BUCKET -> {
                if (!exists) {
                    return Optional.of(new ErrorMessage(ErrorMessage.GROUP_MOD_FAILED, 8, Bytes.EMPTY));
                }
                groups.computeIfPresent(group.groupId(), (_, old) -> changed(old, group));
            }
        }
        return Optional.empty();
    }

    private static GroupMod changed(GroupMod old, GroupMod by) {
        List<GroupMod.Bucket> buckets = new ArrayList<>(old.buckets());
        int at = by.commandBucketId();
        switch (by.command()) {
            case INSERT_BUCKET -> {
                int place = at == GroupMod.Bucket.FIRST ? 0 : buckets.size();
                for (int i = 0; i < buckets.size(); i++) {
                    place = buckets.get(i).id() == at ? i + 1 : place;
                }
                buckets.addAll(place, by.buckets());
            }
            case REMOVE_BUCKET -> buckets.removeIf(bucket -> at == GroupMod.Bucket.ALL || bucket.id() == at);
            case ADD, MODIFY, DELETE, ADD_OR_MODIFY -> {
                return GroupMod.add(by.groupId(), by.type(), by.buckets());
            }
        }
        return GroupMod.add(old.groupId(), old.type(), buckets);
    }

    /// Flows that point at a deleted group go with it.
    private void deleteGroups(int groupId) {
        boolean all = groupId == GroupMod.ALL_GROUPS;
        groups.keySet().removeIf(id -> all || id == groupId);
        flows.values().removeIf(flow -> flow.actions().stream()
                .anyMatch(a -> a instanceof Action.Group(int id) && (all || id == groupId)));
    }

    private void applyMeter(Message.MeterMod.Command command, MeterConfig config) {
        switch (command) {
            case ADD, MODIFY -> meters.put(config.meterId(), config);
            case DELETE ->
                meters.keySet().removeIf(id -> config.meterId() == MeterConfig.ALL || id == config.meterId());
        }
    }

    /// The answer to a request for a list, in one part.
    MultipartReply.Body list(MultipartRequest request) {
        return switch (request) {
            case MultipartRequest.Flows(FlowFilter filter) -> new MultipartReply.Flows(entries(filter));
            case MultipartRequest.Aggregate(FlowFilter filter) ->
                new MultipartReply.Aggregate(0, 0, entries(filter).size());
            case MultipartRequest.Groups _ ->
                new MultipartReply.Groups(groups.values().stream()
                        .map(g -> new MultipartReply.GroupEntry(g.groupId(), g.type(), g.buckets(), true))
                        .toList());
            case MultipartRequest.GroupCounters _ -> new MultipartReply.GroupCounters(List.of());
            case MultipartRequest.Meters _ -> new MultipartReply.Meters(List.copyOf(meters.values()));
            case MultipartRequest.MeterCounters _ -> new MultipartReply.MeterCounters(List.of());
            case MultipartRequest.MeterFeatures _ -> new MultipartReply.MeterFeatures(200_000, 2, 15, 8, 0);
            case MultipartRequest.PortList _ -> new MultipartReply.PortList(List.of());
            case MultipartRequest.PortCounters _ -> new MultipartReply.PortCounters(List.of());
            case MultipartRequest.Tables(List<MultipartRequest.TableFeature> renamed) -> tables(renamed);
        };
    }

    private List<FlowEntry> entries(FlowFilter filter) {
        return flows.values().stream()
                .filter(flow -> isChosen(flow, filter))
                .map(flow -> new FlowEntry(
                        flow.key(), flow.cookie(), flow.actions(), flow.options(), FlowEntry.Counters.ZERO, true))
                .toList();
    }

    private MultipartReply.Body tables(List<MultipartRequest.TableFeature> renamed) {
        renamed.forEach(table -> tableNames.put(table.table(), table.name()));
        List<MultipartRequest.TableFeature> out = new ArrayList<>();
        for (int i = 0; i < TABLES; i++) {
            out.add(new MultipartRequest.TableFeature(i, tableNames.getOrDefault(i, "table" + i), 1_000_000));
        }
        return new MultipartReply.Tables(out);
    }
}
