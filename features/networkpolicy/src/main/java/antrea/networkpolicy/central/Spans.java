package antrea.networkpolicy.central;

import antrea.serve.watch.Span;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;

/// Unions of spans. One that is equal to all its parts is that very part: most groups have one policy, and most
/// policies one group, so they share one set of Nodes.
final class Spans {
    private static final Span NOWHERE = Span.of(Set.of());

    private Spans() {}

    /// The Nodes of `count` spans.
    static Span union(int count, IntFunction<Span> spans) {
        if (count == 0) {
            return NOWHERE;
        }
        Span first = spans.apply(0);
        int i = 1;
        while (i < count && spans.apply(i).equals(first)) {
            i++;
        }
        if (i == count) {
            return first;
        }
        Set<String> nodes = new HashSet<>();
        for (int j = 0; j < count; j++) {
            switch (spans.apply(j)) {
                case Span.Nodes(Set<String> some) -> nodes.addAll(some);
                case Span.Special special -> {
                    if (special == Span.Special.EVERYWHERE) {
                        return special;
                    }
                }
            }
        }
        return Span.of(nodes);
    }
}
