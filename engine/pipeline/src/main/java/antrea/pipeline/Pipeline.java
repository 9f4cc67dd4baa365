package antrea.pipeline;

import antrea.openflow.codec.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The tables of the features that are switched on, numbered and proved. Immutable.
///
/// Numbers are given from 0 in the order pipeline, stage, order within the stage. Every symbolic [Target] is
/// resolved against the tables that exist.
public final class Pipeline {
    private static final Comparator<Table> PLACE =
            Comparator.comparing(Table::kind).thenComparing(Table::stage).thenComparingInt(Table::order);

    private final List<Table> tables;
    private final Map<Table, Integer> ids = new HashMap<>();

    private Pipeline(List<Table> tables) {
        this.tables = tables;
        for (int i = 0; i < tables.size(); i++) {
            ids.put(tables.get(i), i);
        }
    }

    /// Puts the tables in order and proves them. Throws [PipelineException] naming the first fault: a name or
    /// place taken twice, a field read that no earlier table writes, bits used by two fields, a target that does
    /// not exist.
    public static Pipeline assemble(Collection<Table> declared) {
        List<Table> sorted = new ArrayList<>(declared);
        sorted.sort(PLACE);
        Pipeline pipeline = new Pipeline(List.copyOf(sorted));
        PipelineProof.prove(pipeline);
        return pipeline;
    }

    /// In the order of their numbers.
    public List<Table> tables() {
        return tables;
    }

    public boolean has(Table table) {
        return ids.containsKey(table);
    }

    /// Throws [PipelineException] when the table is not part of this pipeline.
    public int idOf(Table table) {
        Integer id = ids.get(table);
        if (id == null) {
            throw new PipelineException("table " + table + " is not in this pipeline; the feature that owns it is off");
        }
        return id;
    }

    /// The name of a table by its number; empty for a number that none has.
    public String nameOf(int id) {
        return id >= 0 && id < tables.size() ? tables.get(id).name() : "";
    }

    /// By its name, as in dumps.
    public Optional<Table> tableNamed(String name) {
        return tables.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /// The number that a target has for a flow in `from`, empty when there is nothing behind.
    public OptionalInt resolve(Table from, Target target) {
        return switch (target) {
            case Target.OfTable t -> OptionalInt.of(idOf(t.table()));
            case Target.Next _ -> firstBehind(from);
            case Target.After after -> firstBehind(after.table());
            case Target.OfStage s -> firstOf(from.kind(), s.stage());
            case Target.OfPipeline p -> firstOf(p.kind(), Stage.START);
        };
    }

    private OptionalInt firstBehind(Table table) {
        for (int i = 0; i < tables.size(); i++) {
            Table candidate = tables.get(i);
            if (candidate.kind() == table.kind() && PLACE.compare(candidate, table) > 0) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt firstOf(PipelineKind kind, Stage stage) {
        for (int i = 0; i < tables.size(); i++) {
            Table candidate = tables.get(i);
            if (candidate.kind() == kind && candidate.stage().compareTo(stage) >= 0) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /// The miss flow of every table.
    public List<Flow> missFlows() {
        List<Flow> out = new ArrayList<>();
        for (Table table : tables) {
            out.add(missFlow(table));
        }
        return out;
    }

    private Flow missFlow(Table table) {
        Cookie byDefault = Cookie.of(FlowCategory.DEFAULT);
        FlowBuilder flow = new FlowBuilder(table, Priority.MISS);
        return switch (table.miss()) {
            case Miss.Drop _ -> flow.miss(List.of(), byDefault);
            case Miss.Next _ ->
                flow.miss(
                        resolve(table, Target.next()).isPresent() ? List.of(FlowAction.goTo(Target.next())) : List.of(),
                        byDefault);
            case Miss.Run run -> flow.miss(run.actions(), Cookie.of(table.owner()));
        };
    }

    /// The flow with table numbers. Throws [PipelineException] when a target does not exist or a goto leads
    /// backwards.
    public NumericFlow render(Flow flow) {
        return new NumericFlow(
                idOf(flow.table()),
                flow.priority(),
                flow.match(),
                render(flow.table(), flow.actions()),
                flow.cookie().lowBits(),
                flow.timeouts());
    }

    public NumericGroup render(Group group) {
        List<NumericGroup.NumericBucket> buckets = new ArrayList<>();
        for (Group.Bucket bucket : group.buckets()) {
            buckets.add(new NumericGroup.NumericBucket(bucket.weight(), render(group.calledFrom(), bucket.actions())));
        }
        return new NumericGroup(group.id(), group.type(), buckets);
    }

    private List<Action> render(Table from, List<FlowAction> actions) {
        List<Action> out = new ArrayList<>(actions.size());
        for (FlowAction action : actions) {
            out.add(render(from, action));
        }
        return out;
    }

    private Action render(Table from, FlowAction action) {
        return switch (action) {
            case FlowAction.Plain plain -> plain.action();
            case FlowAction.LoadOwnTable load -> load.into().set(idOf(from));
            case FlowAction.Resubmit resubmit -> new Action.Resubmit(require(from, resubmit.target()));
            case FlowAction.GoTo goTo -> new Action.GotoTable(forward(from, goTo.target()));
            case FlowAction.Ct ct ->
                new Action.Ct(
                        ct.commit(),
                        false,
                        ct.target().isPresent()
                                ? OptionalInt.of(require(from, ct.target().get()))
                                : OptionalInt.empty(),
                        ct.zone(),
                        ct.nat(),
                        ct.exec());
            case FlowAction.Learn learn -> {
                Action.Learn t = learn.template();
                yield new Action.Learn(
                        idOf(learn.table()),
                        t.priority(),
                        t.idleTimeout(),
                        t.hardTimeout(),
                        t.finIdleTimeout(),
                        t.cookie(),
                        t.deleteLearned(),
                        t.specs());
            }
        };
    }

    private int require(Table from, Target target) {
        return resolve(from, target)
                .orElseThrow(() -> new PipelineException("table " + from + ": nothing behind " + target));
    }

    private int forward(Table from, Target target) {
        int to = require(from, target);
        if (to <= idOf(from)) {
            throw new PipelineException(
                    "table " + from + ": goto leads backwards to " + tables.get(to) + "; use resubmit for that");
        }
        return to;
    }
}
