package antrea.serve.watch;

import java.util.Set;

/// The Nodes that an object concerns. A watcher that names a Node gets the object only while the Node is in the
/// span.
public sealed interface Span {
    /// Whether a watcher of that Node gets the object.
    boolean covers(String node);

    /// Exactly these Nodes.
    record Nodes(Set<String> nodes) implements Span {
        public Nodes {
            nodes = Set.copyOf(nodes);
        }

        @Override
        public boolean covers(String node) {
            return nodes.contains(node);
        }
    }

    /// The two spans that name no Node.
    enum Special implements Span {
        /// Not calculated yet: only watchers without Node get the object.
        UNKNOWN,
        /// An object that concerns every Node.
        EVERYWHERE;

        @Override
        public boolean covers(String node) {
            return this == EVERYWHERE;
        }
    }

    static Span of(Set<String> nodes) {
        return new Nodes(nodes);
    }
}
