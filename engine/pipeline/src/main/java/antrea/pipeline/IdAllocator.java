package antrea.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// Hands out numbers from a first one upwards; the number released last is the next one given. Not thread-safe: it
/// belongs to the calculation thread.
public final class IdAllocator {
    private final Deque<Integer> released = new ArrayDeque<>();
    private final Set<Integer> free = new HashSet<>();
    private final int first;
    private int next;

    public IdAllocator(int first) {
        this.first = first;
        this.next = first;
    }

    public int allocate() {
        Integer again = released.pollFirst();
        if (again != null) {
            free.remove(again);
            return again;
        }
        return next++;
    }

    /// Throws [IllegalArgumentException] for a number that is not in use.
    public void release(int id) {
        if (id < first || id >= next || !free.add(id)) {
            throw new IllegalArgumentException("id " + id + " is not in use");
        }
        released.addFirst(id);
    }
}
