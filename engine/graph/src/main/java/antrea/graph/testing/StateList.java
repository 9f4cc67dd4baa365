package antrea.graph.testing;

import antrea.graph.SourceId;
import antrea.graph.SourceInlet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// A test as a list of whole states. Each state says all inputs and the expected output; the list is walked in
/// many ways, and the output must be the expected one every time: it may depend on the present inputs only, never
/// on how they came about. The idea is Calico Felix's.
public final class StateList<E> {
    /// One way to walk: which states, and how to get from one to the next.
    private enum Expander {
        FORWARD,
        REVERSED,
        EACH_ALONE,
        EMPTY_BETWEEN,
        SQUASHED,
        SPLIT,
        SPLIT_REVERSED,
        RELISTED
    }

    private final Supplier<Rig<E>> rigs;
    private final List<State<E>> states;

    private StateList(Supplier<Rig<E>> rigs, List<State<E>> states) {
        this.rigs = rigs;
        this.states = states;
    }

    /// `rigs` makes a fresh subject for each walk.
    public static <E> StateList<E> of(Supplier<Rig<E>> rigs, List<State<E>> states) {
        return new StateList<>(rigs, List.copyOf(states));
    }

    /// Walks in all ways; throws [AssertionError] that names walk and state at the first output that differs. Each
    /// walk ends with no input at all, and must then look like one that never had any: nothing may leak.
    public void check() {
        for (Expander expander : Expander.values()) {
            List<State<E>> order =
                    expander == Expander.REVERSED || expander == Expander.SPLIT_REVERSED ? states.reversed() : states;
            if (expander == Expander.EACH_ALONE) {
                states.forEach(state -> new Walk(expander).through(List.of(state)));
            } else {
                new Walk(expander).through(order);
            }
        }
    }

    private Set<SourceId<?, ?>> sources() {
        Set<SourceId<?, ?>> ids = new LinkedHashSet<>();
        states.forEach(state -> ids.addAll(state.sources()));
        return ids;
    }

    private final class Walk {
        private final Expander expander;
        private final Rig<E> rig = rigs.get();
        private final E outputOfNothing;
        private Map<State.Key, Object> present = Map.of();

        Walk(Expander expander) {
            this.expander = expander;
            sources().forEach(id -> rig.loop().inlet(id).markSynced());
            rig.loop().unsynced().forEach(id -> rig.loop().inlet(id).markSynced());
            rig.loop().settle();
            this.outputOfNothing = rig.output().get();
        }

        void through(List<State<E>> order) {
            for (int i = 0; i < order.size(); i++) {
                State<E> state = order.get(i);
                if (expander == Expander.EMPTY_BETWEEN) {
                    moveTo(Map.of());
                    compare("no input before '" + state.name() + "'", outputOfNothing);
                }
                moveTo(state.inputs());
                boolean last = i == order.size() - 1;
                if (expander == Expander.SQUASHED && !last) {
                    continue;
                }
                rig.loop().settle();
                compare("'" + state.name() + "'", state.expected());
            }
            moveTo(Map.of());
            rig.loop().settle();
            compare("no input at the end", outputOfNothing);
        }

        private void moveTo(Map<State.Key, Object> wanted) {
            if (expander == Expander.RELISTED) {
                relist(wanted);
            } else {
                step(wanted);
            }
            present = wanted;
            if (expander == Expander.EMPTY_BETWEEN) {
                rig.loop().settle();
            }
        }

        private void step(Map<State.Key, Object> wanted) {
            List<Runnable> steps = new ArrayList<>();
            for (State.Key key : present.keySet()) {
                if (!wanted.containsKey(key)) {
                    steps.add(() -> inlet(key.source()).remove(key.key()));
                }
            }
            wanted.forEach((key, value) -> {
                if (!value.equals(present.get(key))) {
                    steps.add(() -> inlet(key.source()).put(key.key(), value));
                }
            });
            if (expander == Expander.SPLIT_REVERSED) {
                Collections.reverse(steps);
            }
            for (Runnable step : steps) {
                step.run();
                if (expander == Expander.SPLIT || expander == Expander.SPLIT_REVERSED) {
                    rig.loop().settle();
                }
            }
        }

        private void relist(Map<State.Key, Object> wanted) {
            Map<SourceId<?, ?>, Map<Object, Object>> lists = new LinkedHashMap<>();
            sources().forEach(id -> lists.put(id, new HashMap<>()));
            wanted.forEach((key, value) ->
                    lists.computeIfAbsent(key.source(), _ -> new HashMap<>()).put(key.key(), value));
            lists.forEach((id, entries) -> inlet(id).replaceAll(entries));
        }

        @SuppressWarnings("unchecked") // State.Inputs.with took keys and values of the types of the source
        private SourceInlet<Object, Object> inlet(SourceId<?, ?> id) {
            return (SourceInlet<Object, Object>) rig.loop().inlet(id);
        }

        private void compare(String where, E expected) {
            E actual = rig.output().get();
            if (!actual.equals(expected)) {
                throw new AssertionError(
                        "walk " + expander + ", state " + where + "\nexpected: " + expected + "\nactual:   " + actual);
            }
        }
    }
}
