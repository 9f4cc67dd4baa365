package antrea.graph.testing;

import antrea.graph.SourceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One whole state of a [StateList]: everything that is in the sources, and the output expected then.
/// `State.named("one Pod").with(PODS, "a", podA).expect(…)`.
public final class State<E> {
    /// One entry of one source.
    record Key(SourceId<?, ?> source, Object key) {}

    private final String name;
    private final Map<Key, Object> inputs;
    private final E expected;

    private State(String name, Map<Key, Object> inputs, E expected) {
        this.name = name;
        this.inputs = inputs;
        this.expected = expected;
    }

    /// A state without input; add to it, then say what is expected.
    public static Inputs named(String name) {
        return new Inputs(name, Map.of());
    }

    /// The same inputs under another name, to add to or take from.
    public Inputs but(String newName) {
        return new Inputs(newName, inputs);
    }

    String name() {
        return name;
    }

    Map<Key, Object> inputs() {
        return inputs;
    }

    E expected() {
        return expected;
    }

    List<SourceId<?, ?>> sources() {
        List<SourceId<?, ?>> ids = new ArrayList<>();
        inputs.keySet().stream().map(Key::source).distinct().forEach(ids::add);
        return ids;
    }

    /// The inputs of a state being written.
    public static final class Inputs {
        private final String name;
        private final Map<Key, Object> inputs;

        private Inputs(String name, Map<Key, Object> inputs) {
            this.name = name;
            this.inputs = new LinkedHashMap<>(inputs);
        }

        public <K, V> Inputs with(SourceId<K, V> source, K key, V value) {
            inputs.put(new Key(source, key), value);
            return this;
        }

        public <K> Inputs without(SourceId<K, ?> source, K key) {
            inputs.remove(new Key(source, key));
            return this;
        }

        /// `expected` is compared with `equals` to what the rig's output gives.
        public <E> State<E> expect(E expected) {
            return new State<>(name, new LinkedHashMap<>(inputs), expected);
        }
    }
}
