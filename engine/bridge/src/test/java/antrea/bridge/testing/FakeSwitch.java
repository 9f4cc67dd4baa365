package antrea.bridge.testing;

import antrea.bridge.BridgeRecord;
import antrea.bridge.SwitchPort;
import antrea.net.Bytes;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply.GroupEntry;
import antrea.openflow.connection.OpenFlowException;
import antrea.openflow.connection.Outcome;
import antrea.reconcile.DriverException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// A switch in memory: bundles are all or nothing, a bad message is refused by its place or without a name.
public final class FakeSwitch implements SwitchPort, BridgeRecord {
    public final Map<FlowKey, FlowEntry> flows = new LinkedHashMap<>();
    public final Map<Integer, GroupEntry> groups = new LinkedHashMap<>();
    public final Map<Integer, MeterConfig> meters = new LinkedHashMap<>();
    public final List<List<Message>> bundles = new ArrayList<>();
    public final List<Message> unbundled = new ArrayList<>();
    public Map<Integer, String> names = Map.of();
    public Predicate<Message> bad = _ -> false;
    public Predicate<Message> unsendable = _ -> false;
    public boolean namesTheBadOne = true;
    public boolean away;
    public OptionalInt round = OptionalInt.empty();
    public int restoreWaitClears;
    public long session = 1;
    public boolean recordAway;

    private void checkThere() {
        if (away) {
            throw new OpenFlowException(OpenFlowException.Code.DISCONNECTED, "away");
        }
    }

    private void checkRecord() {
        if (recordAway) {
            throw new DriverException("the database is away", new IllegalStateException());
        }
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public List<FlowEntry> flows() {
        checkThere();
        return List.copyOf(flows.values());
    }

    @Override
    public List<GroupEntry> groups() {
        checkThere();
        return List.copyOf(groups.values());
    }

    @Override
    public List<MeterConfig> meters() {
        checkThere();
        return List.copyOf(meters.values());
    }

    @Override
    public Outcome bundle(List<Message> messages) {
        checkThere();
        if (messages.stream().anyMatch(unsendable)) {
            throw new IllegalArgumentException("cannot be put on the wire");
        }
        bundles.add(messages);
        ErrorMessage error = new ErrorMessage(ErrorMessage.BAD_ACTION, 9, Bytes.EMPTY);
        for (int i = 0; i < messages.size(); i++) {
            if (bad.test(messages.get(i))) {
                return new Outcome.Refused(List.of(new Outcome.Refusal(namesTheBadOne ? i : -1, error)));
            }
        }
        messages.forEach(this::take);
        return new Outcome.Committed();
    }

    @Override
    public Outcome unbundled(List<Message> messages) {
        checkThere();
        unbundled.addAll(messages);
        messages.forEach(this::take);
        return new Outcome.Committed();
    }

    @Override
    public void nameTables(Map<Integer, String> wanted) {
        checkThere();
        names = wanted;
    }

    private void take(Message message) {
        if (message instanceof FlowMod mod) {
            takeFlow(mod);
        } else if (message instanceof GroupMod mod) {
            if (mod.command() == GroupMod.Command.DELETE) {
                groups.remove(mod.groupId());
            } else {
                groups.put(mod.groupId(), new GroupEntry(mod.groupId(), mod.type(), mod.buckets(), true));
            }
        } else if (message instanceof Message.MeterMod(Message.MeterMod.Command command, MeterConfig config)) {
            meters.remove(config.meterId());
            if (command != Message.MeterMod.Command.DELETE) {
                meters.put(config.meterId(), config);
            }
        } else {
            throw new AssertionError("unexpected: " + message);
        }
    }

    private void takeFlow(FlowMod mod) {
        if (mod.command() == FlowMod.Command.ADD) {
            put(mod.key(), mod);
            return;
        }
        Optional.ofNullable(flows.get(mod.key()))
                .filter(flow -> ((flow.cookie() ^ mod.cookie()) & mod.cookieMask()) == 0)
                .ifPresent(_ -> flows.remove(mod.key()));
    }

    public void put(FlowKey key, FlowMod mod) {
        flows.put(key, new FlowEntry(key, mod.cookie(), mod.actions(), mod.options(), FlowEntry.Counters.ZERO, true));
    }

    @Override
    public OptionalInt storedRound() {
        return round;
    }

    @Override
    public void storeRound(int newRound) {
        checkRecord();
        round = OptionalInt.of(newRound);
    }

    @Override
    public void clearFlowRestoreWait() {
        checkRecord();
        restoreWaitClears++;
    }
}
