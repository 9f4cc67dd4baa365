package antrea.podnetwork.node;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// One thing at a time for a container: kubelet may give up on one call and send the next, and what is left of
/// the start is done beside the calls.
final class ContainerLocks {
    private final ConcurrentHashMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /// Does the work when nothing else is done for that container.
    <T> T alone(String containerId, Supplier<T> work) {
        while (true) {
            ReentrantLock lock = locks.computeIfAbsent(containerId, _ -> new ReentrantLock());
            lock.lock();
            try {
                // whoever held it before took it out of the map, and others may hold the next one by now
                if (lock.equals(locks.get(containerId))) {
                    return work.get();
                }
            } finally {
                locks.remove(containerId, lock);
                lock.unlock();
            }
        }
    }
}
