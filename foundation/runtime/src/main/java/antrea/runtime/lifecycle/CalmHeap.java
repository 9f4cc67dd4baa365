package antrea.runtime.lifecycle;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Gives memory back that a burst of work has taken. A JVM with the small collectors grows its heap when it must and
/// shrinks it at full collections only, which an idle program never comes to: for each rise that [#look] finds in
/// calm there is one. It is calm when nothing was collected since the last look.
///
/// Not thread-safe; the part of [#part] looks from one thread.
public final class CalmHeap {
    private static final System.Logger LOG = System.getLogger(CalmHeap.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    /// Bytes that are not worth a full collection.
    static final long WORTH = 12L << 20;

    private final LongSupplier committed;
    private final Runnable collect;
    private long floor;
    /// To an object that any collection takes away. The beans of the platform would tell as well, but they and what
    /// they need would take more memory than there is to gain on a small Node.
    private WeakReference<Object> untilCollected = new WeakReference<>(new Object());

    /// `committed` is the heap's size in bytes, `collect` makes a full collection.
    CalmHeap(LongSupplier committed, Runnable collect) {
        this.committed = committed;
        this.collect = collect;
        this.floor = committed.getAsLong();
    }

    /// A part that looks at this JVM's heap once a minute. The heap it finds at the start is what it comes back to.
    public static Part part() {
        CalmHeap heap = new CalmHeap(() -> Runtime.getRuntime().totalMemory(), System::gc);
        return Periodic.part("calm heap", INTERVAL, () -> heap.look(heap.wasCalm()));
    }

    /// Whether nothing was collected since the last call.
    boolean wasCalm() {
        boolean calm = untilCollected.get() != null;
        untilCollected = new WeakReference<>(new Object());
        return calm;
    }

    void look(boolean calm) {
        long before = committed.getAsLong();
        if (!calm || before - floor < WORTH) {
            return;
        }
        collect.run();
        floor = committed.getAsLong();
        LOG.log(
                System.Logger.Level.DEBUG,
                "Heap looked through in calm: beforeMb={0} afterMb={1}",
                before >> 20,
                floor >> 20);
    }
}
