package antrea.networkpolicy.node;

import java.util.ArrayDeque;
import java.util.Deque;

/// Numbers of compiled rules: conjunction ids, and what connections carry in their label. A number that was given
/// back rests until many others were given back behind it, since connections still carry it.
final class RuleIds {
    /// 1 is the rule that intercepts DNS replies.
    private static final int FIRST = 2;
    private static final int RESTING = 4096;

    private final Deque<Integer> resting = new ArrayDeque<>();
    private int next = FIRST;

    int allocate() {
        return resting.size() > RESTING ? resting.removeFirst() : next++;
    }

    void release(int id) {
        resting.addLast(id);
    }
}
