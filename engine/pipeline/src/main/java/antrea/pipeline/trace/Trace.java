package antrea.pipeline.trace;

import antrea.pipeline.Pipeline;
import antrea.pipeline.Table;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What became of a packet, and how (no steps when only the verdict was asked for).
public record Trace(List<Outcome> outcomes, List<TraceStep> steps) {
    public Trace {
        outcomes = List.copyOf(outcomes);
        steps = List.copyOf(steps);
    }

    /// The port by which the packet left, if it left by exactly one and nothing else became of it.
    public OptionalInt onlyPort() {
        return outcomes.size() == 1 && outcomes.getFirst() instanceof Outcome.Sent sent
                ? OptionalInt.of(sent.port())
                : OptionalInt.empty();
    }

    public boolean isDropped() {
        return outcomes.size() == 1 && outcomes.getFirst() instanceof Outcome.Dropped;
    }

    /// Where and why it was dropped.
    public Optional<Outcome.Dropped> drop() {
        return outcomes.getFirst() instanceof Outcome.Dropped dropped ? Optional.of(dropped) : Optional.empty();
    }

    /// The packet as it left, from the first output.
    public Optional<Outcome.Sent> sent() {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Sent sent) {
                return Optional.of(sent);
            }
        }
        return Optional.empty();
    }

    public Optional<Outcome.ToController> toController() {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.ToController packetIn) {
                return Optional.of(packetIn);
            }
        }
        return Optional.empty();
    }

    /// The tables whose flows took the packet, in order.
    public List<Integer> tables() {
        return steps.stream()
                .filter(s -> s instanceof TraceStep.Hit)
                .map(s -> ((TraceStep.Hit) s).table())
                .toList();
    }

    /// A line a step, with the names of the tables.
    public String describe(Pipeline pipeline) {
        return describe(pipeline.tables().stream().map(Table::name).toList());
    }

    /// A line a step. `tableNames` may be shorter than the number of tables.
    public String describe(List<String> tableNames) {
        StringBuilder out = new StringBuilder();
        for (TraceStep step : steps) {
            switch (step) {
                case TraceStep.Hit hit ->
                    out.append(name(tableNames, hit.table()))
                            .append(" P=")
                            .append(hit.flow().priority())
                            .append(" [")
                            .append(hit.flow().match())
                            .append("] ")
                            .append(hit.flow().actions());
                case TraceStep.Missed missed ->
                    out.append(name(tableNames, missed.table())).append(" no flow");
                case TraceStep.Tracked t ->
                    out.append("  ct zone ").append(t.zone()).append(" state ").append(stateText(t.state()));
                case TraceStep.Bucket b ->
                    out.append("  group ").append(b.group()).append(" bucket ").append(b.bucket());
                case TraceStep.Learned l -> out.append("  learned ").append(l.flow());
                case TraceStep.Ended e -> out.append("=> ").append(e.outcome());
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String name(List<String> names, int table) {
        return table < names.size() ? table + " " + names.get(table) : Integer.toString(table);
    }

    private static String stateText(int state) {
        String[] flags = {"new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat"};
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < flags.length; i++) {
            if ((state >>> i & 1) == 1) {
                out.append('+').append(flags[i]);
            }
        }
        return out.toString();
    }
}
