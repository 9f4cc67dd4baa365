package antrea.pipeline.trace;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.Match;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.NumericGroup;
import antrea.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A switch in memory. Not thread-safe.
///
/// A trace has the side effects of a packet: connections are committed, flows are learned. [Conntrack#clear] and
/// [#removeLearned] bring the start back. Meters let everything pass.
public final class TraceSwitch {
    private final List<FlowTable> tables = new ArrayList<>();
    private final Map<Integer, NumericGroup> groups = new HashMap<>();
    private final Map<Long, Integer> portsByMac = new HashMap<>();
    private final List<NumericFlow> learned = new ArrayList<>();
    private final Conntrack conntrack = new Conntrack();
    private BucketChoice choice = BucketChoice.byHash();

    /// A switch with the miss flows of the pipeline and those flows and groups.
    public static TraceSwitch loaded(Pipeline pipeline, Collection<Flow> flows, Collection<Group> groups) {
        TraceSwitch out = new TraceSwitch();
        pipeline.missFlows().forEach(f -> out.add(pipeline.render(f)));
        flows.forEach(f -> out.add(pipeline.render(f)));
        groups.forEach(g -> out.add(pipeline.render(g)));
        return out;
    }

    /// Adds a flow, or replaces that of the same table, priority and match.
    public void add(NumericFlow flow) {
        table(flow.tableId()).put(flow);
    }

    /// Removes the flow of that table, priority and match with what it has learned.
    public void remove(NumericFlow flow) {
        NumericFlow had = table(flow.tableId()).remove(flow.priority(), flow.match());
        if (had == null) {
            return;
        }
        for (Action action : had.actions()) {
            if (action instanceof Action.Learn learn && learn.deleteLearned()) {
                table(learn.table()).flows().stream()
                        .filter(f -> f.cookie() == learn.cookie())
                        .forEach(f -> table(f.tableId()).remove(f.priority(), f.match()));
            }
        }
    }

    /// Adds or replaces a group.
    public void add(NumericGroup group) {
        groups.put(group.id(), group);
    }

    /// Removes the group; flows that call it stay.
    public void removeGroup(int id) {
        groups.remove(id);
    }

    public List<NumericFlow> flows() {
        List<NumericFlow> out = new ArrayList<>();
        tables.forEach(t -> out.addAll(t.flows()));
        return out;
    }

    public Conntrack conntrack() {
        return conntrack;
    }

    /// Tells the learning switch (`NORMAL`) where an address lives. A packet to another goes out as
    /// `Ports.NORMAL`.
    public void place(antrea.net.MacAddress mac, int port) {
        portsByMac.put(mac.bits(), port);
    }

    /// How select groups choose, by weighted hash when nothing is said.
    public void choose(BucketChoice how) {
        choice = how;
    }

    /// Removes every flow that packets have made.
    public void removeLearned() {
        learned.forEach(f -> table(f.tableId()).remove(f.priority(), f.match()));
        learned.clear();
    }

    /// Where the packet goes, step by step, from table 0.
    public Trace trace(Arrival arrival) {
        return run(arrival, new ArrayList<>(), List.of(new Action.Resubmit(0)));
    }

    /// As [#trace] without the steps.
    public Trace verdict(Arrival arrival) {
        return run(arrival, null, List.of(new Action.Resubmit(0)));
    }

    /// What becomes of a packet that the controller sends with those actions.
    public Trace packetOut(Arrival arrival, List<Action> actions) {
        return run(arrival, new ArrayList<>(), actions);
    }

    private Trace run(Arrival arrival, @Nullable List<TraceStep> steps, List<Action> actions) {
        return new Execution(this, steps).run(PacketState.of(arrival), actions);
    }

    FlowTable table(int id) {
        while (tables.size() <= id) {
            tables.add(new FlowTable());
        }
        return tables.get(id);
    }

    @Nullable
    NumericGroup group(int id) {
        return groups.get(id);
    }

    @Nullable
    Integer portOf(long mac) {
        return portsByMac.get(mac);
    }

    int choose(NumericGroup group, int hash) {
        return choice.choose(group, hash);
    }

    void learn(NumericFlow flow) {
        Match match = flow.match();
        learned.removeIf(f -> f.tableId() == flow.tableId()
                && f.priority() == flow.priority()
                && f.match().equals(match));
        learned.add(flow);
        add(flow);
    }
}
