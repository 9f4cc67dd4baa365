package antrea.bridge;

import antrea.net.Bytes;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply.GroupEntry;
import antrea.openflow.connection.OpenFlowException;
import antrea.pipeline.Cookie;
import antrea.pipeline.Timeouts;
import antrea.reconcile.Delta;
import antrea.reconcile.Driver;
import antrea.reconcile.DriverException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;

/// Reads and changes one bridge. A batch goes as: meters, then one atomic bundle of groups, flows, flow deletions
/// and group deletions, then meter deletions. For the thread of the reconciler.
public final class SwitchDriver implements Driver<SwitchKey, SwitchItem> {
    private static final System.Logger LOG = System.getLogger("antrea.bridge");
    private static final int NO_ROUND = -1;
    private static final long NONE = -1;
    private static final List<Action> UNREADABLE = List.of(new Action.Note(Bytes.EMPTY));

    private static final long ALL_BUT_ONE_BIT = ~1L;

    private final SwitchPort port;
    private final BridgeRecord bridgeRecord;
    private final Map<Integer, String> tableNames;
    private final DatapathProfile datapath;
    private final CommitListener listener;
    private final LongSupplier nanoTime;
    private final FlowCounts flowCounts = new FlowCounts();
    private int round = NO_ROUND;
    private long readSession = NONE;
    private long forwardingSession = NONE;

    /// `tableNames` by table number, for the switch and for logs; `nanoTime` is monotonic.
    public SwitchDriver(
            SwitchPort port,
            BridgeRecord bridgeRecord,
            Map<Integer, String> tableNames,
            DatapathProfile datapath,
            CommitListener listener,
            LongSupplier nanoTime) {
        this.port = port;
        this.bridgeRecord = bridgeRecord;
        this.tableNames = Map.copyOf(tableNames);
        this.datapath = datapath;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    /// Flows with our cookies, except those that time out by themselves (learned ones above all); all groups and
    /// meters.
    @Override
    public Map<SwitchKey, SwitchItem> readActual() {
        try {
            readSession = port.session();
            nameTables();
            List<FlowEntry> flows = port.flows();
            if (round == NO_ROUND) {
                chooseRound(flows);
            }
            Map<SwitchKey, SwitchItem> actual = HashMap.newHashMap(flows.size() + 64);
            flows.forEach(flow -> putFlow(flow, actual));
            flowCounts.replace(actual.keySet());
            for (GroupEntry group : port.groups()) {
                SwitchItem.OfGroup item = group(group);
                actual.put(item.key(), item);
            }
            if (datapath.hasMeters()) {
                for (MeterConfig meter : port.meters()) {
                    actual.put(new SwitchKey.OfMeter(meter.meterId()), new SwitchItem.OfMeter(meter));
                }
            }
            return actual;
        } catch (OpenFlowException e) {
            throw new DriverException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Names are for people; a switch that refuses them works as well.
    private void nameTables() {
        try {
            port.nameTables(tableNames);
        } catch (OpenFlowException e) {
            if (e.code() != OpenFlowException.Code.REFUSED) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "The switch refuses names of tables: reason=" + e.getMessage());
        }
    }

    private void chooseRound(List<FlowEntry> flows) {
        Set<Integer> present = new HashSet<>();
        for (FlowEntry flow : flows) {
            if (Rounds.isOurs(flow.cookie())) {
                present.add(Cookie.roundOf(flow.cookie()));
            }
        }
        OptionalInt stored = bridgeRecord.storedRound();
        int chosen = Rounds.choose(stored, present);
        if (!stored.equals(OptionalInt.of(chosen))) {
            bridgeRecord.storeRound(chosen);
        }
        round = chosen; // not before it is stored: else the original would take it for its next one
        LOG.log(
                System.Logger.Level.INFO,
                "Flows of the switch read: round=" + round + " adopted=" + present.contains(round) + " rounds="
                        + present);
    }

    private void putFlow(FlowEntry flow, Map<SwitchKey, SwitchItem> actual) {
        boolean timed =
                flow.options().idleTimeoutSeconds() != 0 || flow.options().hardTimeoutSeconds() != 0;
        if (timed || !Rounds.isOurs(flow.cookie())) {
            return;
        }
        FlowPlace place = new FlowPlace(flow.key());
        long cookie = Rounds.strip(flow.cookie(), round);
        if (flow.fullyRead()) {
            List<Action> actions = Rounds.strip(flow.actions(), round);
            actual.put(place, new SwitchItem.OfFlow(place, actions, cookie, Timeouts.NONE));
        } else {
            // Equal to nothing desired; and its key may be cut short, so it must not stand before a well-read one.
            actual.putIfAbsent(place, new SwitchItem.OfFlow(place, UNREADABLE, cookie, Timeouts.NONE));
        }
    }

    private static SwitchItem.OfGroup group(GroupEntry group) {
        boolean weighted = group.type() == GroupMod.Type.SELECT;
        List<SwitchItem.Bucket> buckets = new ArrayList<>(group.buckets().size());
        for (GroupMod.Bucket bucket : group.buckets()) {
            buckets.add(new SwitchItem.Bucket(weighted ? bucket.weight() : 0, bucket.actions()));
        }
        if (!group.fullyRead()) {
            buckets.add(new SwitchItem.Bucket(0, UNREADABLE));
        }
        return new SwitchItem.OfGroup(group.groupId(), group.type(), List.copyOf(buckets));
    }

    @Override
    public Map<SwitchKey, String> apply(Delta<SwitchKey, SwitchItem> delta) {
        List<BundleCommit.Step> metersFirst = new ArrayList<>();
        List<BundleCommit.Step> groups = new ArrayList<>();
        List<BundleCommit.Step> flows = new ArrayList<>(delta.size());
        List<BundleCommit.Step> groupDeletions = new ArrayList<>();
        List<BundleCommit.Step> metersLast = new ArrayList<>();
        put(delta.additions(), Message.MeterMod.Command.ADD, new Lists(metersFirst, groups, flows));
        put(delta.changes(), Message.MeterMod.Command.MODIFY, new Lists(metersFirst, groups, flows));
        delete(delta.deletions(), new Lists(metersLast, groupDeletions, flows));
        List<BundleCommit.Step> bundle = new ArrayList<>(groups);
        bundle.addAll(flows);
        bundle.addAll(groupDeletions);
        BundleCommit commit = new BundleCommit(port);
        long begin = nanoTime.getAsLong();
        try {
            commit.unbundled(metersFirst);
            commit.bundle(bundle);
            commit.unbundled(metersLast);
        } catch (OpenFlowException e) {
            throw new DriverException(String.valueOf(e.getMessage()), e);
        }
        flowCounts.observe(delta, commit.refused().keySet());
        tell(delta, commit.refused(), Duration.ofNanos(nanoTime.getAsLong() - begin));
        return commit.refused();
    }

    /// How many of our flows the table holds; any thread.
    int flowCount(int table) {
        return flowCounts.of(table);
    }

    private void tell(Delta<SwitchKey, SwitchItem> delta, Map<SwitchKey, String> refused, Duration latency) {
        tell(CommitListener.Operation.ADD, delta.additions(), refused, latency);
        tell(CommitListener.Operation.MODIFY, delta.changes(), refused, latency);
        tell(CommitListener.Operation.DELETE, delta.deletions(), refused, latency);
    }

    private void tell(
            CommitListener.Operation operation,
            Map<SwitchKey, SwitchItem> items,
            Map<SwitchKey, String> refused,
            Duration latency) {
        int count = 0;
        int bad = 0;
        for (SwitchKey key : items.keySet()) {
            if (key instanceof FlowPlace) {
                count++;
                bad += refused.containsKey(key) ? 1 : 0;
            }
        }
        if (count > 0) {
            listener.observe(operation, count, bad, latency);
        }
    }

    /// Where the messages of the three kinds go.
    private record Lists(
            List<BundleCommit.Step> meters, List<BundleCommit.Step> groups, List<BundleCommit.Step> flows) {}

    private void put(Map<SwitchKey, SwitchItem> items, Message.MeterMod.Command meterCommand, Lists lists) {
        for (SwitchItem item : items.values()) {
            switch (item) {
                case SwitchItem.OfFlow flow -> lists.flows.add(new BundleCommit.Step(flow.key(), add(flow)));
                case SwitchItem.OfGroup group -> {
                    for (GroupMod part : addOrModify(group).inParts()) {
                        lists.groups.add(new BundleCommit.Step(group.key(), part));
                    }
                }
                case SwitchItem.OfMeter meter -> {
                    if (datapath.hasMeters()) {
                        Message message = new Message.MeterMod(meterCommand, meter.config());
                        lists.meters.add(new BundleCommit.Step(meter.key(), message));
                    }
                }
            }
        }
    }

    private void delete(Map<SwitchKey, SwitchItem> items, Lists lists) {
        items.forEach((key, item) -> {
            switch (item) {
                case SwitchItem.OfFlow flow -> lists.flows.add(new BundleCommit.Step(key, delete(flow)));
                case SwitchItem.OfGroup group ->
                    lists.groups.add(new BundleCommit.Step(key, GroupMod.delete(group.groupId())));
                case SwitchItem.OfMeter meter ->
                    lists.meters.add(new BundleCommit.Step(
                            key, Message.MeterMod.delete(meter.config().meterId())));
            }
        });
    }

    /// An ADD takes the place of a flow with the same key, cookie included, and keeps its counters.
    private FlowMod add(SwitchItem.OfFlow flow) {
        Timeouts timeouts = flow.timeouts();
        FlowMod.Options options = timeouts.equals(Timeouts.NONE)
                ? FlowMod.Options.NONE
                : new FlowMod.Options(timeouts.idleSeconds(), timeouts.hardSeconds(), 0, 0);
        return new FlowMod(
                FlowMod.Command.ADD,
                flow.key().key(),
                Rounds.put(flow.actions(), round),
                Rounds.put(flow.cookie(), round),
                0,
                options);
    }

    /// Only with that cookie: what a foreign hand put in its place is not ours to delete.
    ///
    /// One bit of the object id is left open (what differs in it alone is ours as well). Asked for a whole cookie,
    /// OVS compares each flow that has it, and ours have few cookies (`collect_rules_strict` in ofproto.c): with
    /// 5,000 flows half a millisecond for each deleted.
    private FlowMod delete(SwitchItem.OfFlow flow) {
        return new FlowMod(
                FlowMod.Command.DELETE_STRICT,
                flow.key().key(),
                List.of(),
                Rounds.put(flow.cookie(), round),
                ALL_BUT_ONE_BIT,
                FlowMod.Options.NONE);
    }

    /// Never delete and add: flows that point at a group go with it.
    private static GroupMod addOrModify(SwitchItem.OfGroup group) {
        List<GroupMod.Bucket> buckets = new ArrayList<>(group.buckets().size());
        for (SwitchItem.Bucket bucket : group.buckets()) {
            buckets.add(new GroupMod.Bucket(buckets.size(), bucket.weight(), bucket.actions()));
        }
        return new GroupMod(
                GroupMod.Command.ADD_OR_MODIFY, group.groupId(), group.type(), buckets, GroupMod.Bucket.ALL);
    }

    /// Once a session: another one may be with another life of the switch. Not at every reading, since the database
    /// may be away for long without harm to the switch.
    @Override
    public void observeInStep() {
        if (forwardingSession != readSession) {
            bridgeRecord.clearFlowRestoreWait();
            forwardingSession = readSession;
        }
    }

    /// With the name of the table, in the manner of `ovs-ofctl dump-flows`.
    @Override
    public String text(SwitchKey key) {
        return switch (key) {
            case FlowPlace place ->
                "flow table=" + tableNames.getOrDefault(place.key().table(), "?") + ",priority="
                        + place.key().priority() + "," + place.key().match();
            case SwitchKey.OfGroup(int groupId) -> "group " + groupId;
            case SwitchKey.OfMeter(int meterId) -> "meter " + meterId;
        };
    }
}
