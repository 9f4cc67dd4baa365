package antrea.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A table as its owner declares it: the place, what flows in it may match and write, who else may lay flows in
/// it, and what happens on a miss. A [Flow] outside of this declaration does not build.
///
/// Tables are equal by name: there is one of a name in a pipeline.
public final class Table {
    private final String name;
    private final PipelineKind kind;
    private final Stage stage;
    private final int order;
    private final FlowCategory owner;
    private final Set<FieldSet> matches;
    private final Set<FieldSet> matchesUnwritten;
    private final Set<FieldSet> writes;
    private final List<Opening> openings;
    private final Miss miss;
    private final FieldMask matchable;
    private final FieldMask writable;

    private Table(Builder from) {
        this.name = from.name;
        this.kind = from.kind;
        this.stage = from.stage;
        this.order = from.order;
        this.owner = from.owner;
        this.matches = new LinkedHashSet<>(from.matches);
        this.matchesUnwritten = new LinkedHashSet<>(from.matchesUnwritten);
        this.writes = new LinkedHashSet<>(from.writes);
        this.openings = List.copyOf(from.openings);
        this.miss = from.miss;
        List<FieldSet> all = new ArrayList<>(matches);
        all.addAll(matchesUnwritten);
        this.matchable = FieldMask.of(all);
        this.writable = FieldMask.of(writes);
    }

    /// Priorities that another feature may use in this table.
    public record Opening(FlowCategory visitor, Band band) {}

    /// Begins a declaration. `name` is what `ovs-ofctl dump-tables` shows, such as `SpoofGuard`.
    public static Builder named(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    public PipelineKind kind() {
        return kind;
    }

    public Stage stage() {
        return stage;
    }

    /// The place among the tables of the stage: the smaller comes first. Part of the contract between the features
    /// that share a stage; see the README for the numbers in use.
    public int order() {
        return order;
    }

    /// The category of the flows of the feature that owns this table.
    public FlowCategory owner() {
        return owner;
    }

    public Miss miss() {
        return miss;
    }

    public List<Opening> openings() {
        return openings;
    }

    /// What flows here may match and some earlier table must have written.
    public Set<FieldSet> matches() {
        return Set.copyOf(matches);
    }

    /// What flows here may match and may be zero because nobody writes it in this configuration.
    public Set<FieldSet> matchesUnwritten() {
        return Set.copyOf(matchesUnwritten);
    }

    /// What flows (and the groups they call) may write.
    public Set<FieldSet> writes() {
        return Set.copyOf(writes);
    }

    FieldMask matchable() {
        return matchable;
    }

    FieldMask writable() {
        return writable;
    }

    boolean admits(FlowCategory category, int priority) {
        if (category == owner || category == FlowCategory.DEFAULT && priority == Priority.MISS) {
            return true;
        }
        for (Opening opening : openings) {
            if (opening.visitor == category && opening.band.contains(priority)) {
                return true;
            }
        }
        return false;
    }

    /// Starts a flow of the owner in this table.
    public FlowBuilder flow(int priority) {
        return new FlowBuilder(this, priority);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Table t && t.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }

    /// Collects a declaration. Each method may be called several times and adds, except [#in], [#owner] and
    /// `miss…`.
    public static final class Builder {
        private final String name;
        private PipelineKind kind = PipelineKind.IP;
        private Stage stage = Stage.START;
        private int order;
        private FlowCategory owner = FlowCategory.DEFAULT;
        private final List<FieldSet> matches = new ArrayList<>();
        private final List<FieldSet> matchesUnwritten = new ArrayList<>();
        private final List<FieldSet> writes = new ArrayList<>();
        private final List<Opening> openings = new ArrayList<>();
        private Miss miss = new Miss.Next();

        private Builder(String name) {
            this.name = name;
        }

        public Builder in(PipelineKind inKind, Stage inStage, int inOrder) {
            kind = inKind;
            stage = inStage;
            order = inOrder;
            return this;
        }

        public Builder owner(FlowCategory category) {
            owner = category;
            return this;
        }

        /// What flows may match. Ethertype and IP protocol need no declaration.
        public Builder matches(FieldSet... sets) {
            matches.addAll(List.of(sets));
            return this;
        }

        /// Fields that flows may match although the feature that writes them may be switched off: they read zero
        /// then.
        public Builder matchesUnwritten(FieldSet... sets) {
            matchesUnwritten.addAll(List.of(sets));
            return this;
        }

        public Builder writes(FieldSet... sets) {
            writes.addAll(List.of(sets));
            return this;
        }

        /// Lets `visitor` lay flows with the priorities of `band`.
        public Builder opens(FlowCategory visitor, Band band) {
            openings.add(new Opening(visitor, band));
            return this;
        }

        /// Packets that no flow takes are dropped. Without this or [#missRun] they go to the next table.
        public Builder missDrop() {
            miss = new Miss.Drop();
            return this;
        }

        public Builder missRun(FlowAction... actions) {
            miss = new Miss.Run(List.of(actions));
            return this;
        }

        public Table build() {
            return new Table(this);
        }
    }
}
