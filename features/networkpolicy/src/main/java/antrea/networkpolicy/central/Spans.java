package antrea.networkpolicy.central;

import antrea.grouping.CompactSet;
import antrea.serve.watch.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/// Unions of spans. One that is equal to all its parts is that very part: most groups have one policy, and most
/// policies one group, so they share one set of Nodes.
final class Spans {
    private static final Span NOWHERE = Span.of(Set.of());

    private Spans() {}

    static Span ofGroups(List<AppliedGroup> groups) {
        return groups.size() == 1
                ? groups.getFirst().span()
                : union(groups.size(), i -> groups.get(i).span());
    }

    static Span ofPolicies(CompactSet<PolicyEntry> policies) {
        return policies.size() == 1
                ? policies.get(0).span()
                : union(policies.size(), i -> policies.get(i).span());
    }

    /// The Nodes of `count` spans.
    private static Span union(int count, IntFunction<Span> spans) {
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
