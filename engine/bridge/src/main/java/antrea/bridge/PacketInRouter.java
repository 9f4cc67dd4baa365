package antrea.bridge;

import antrea.openflow.codec.PacketIn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Gives each packet that the switch sends up to the owner of its reason, the first byte of the userdata. Each
/// owner has its own thread, queue and rate limit, so that a flood for one does not starve the others.
public final class PacketInRouter implements AutoCloseable {
    /// How many packets an owner gets: packets per second and burst.
    public record Limit(int packetsPerSecond, int burst) {
        /// With a burst of two seconds' packets, as the original has it.
        public static Limit of(int packetsPerSecond) {
            return new Limit(packetsPerSecond, (int) Math.min(Integer.MAX_VALUE, 2L * packetsPerSecond));
        }
    }

    private static final System.Logger LOG = System.getLogger("antrea.bridge");

    /// An owner with its queue; `dropped` counts what the limit or the full queue cost.
    private static final class Lane {
        private final String owner;
        private final Consumer<? super PacketIn> handler;
        private final TokenBucket bucket;
        private final BlockingQueue<PacketIn> queue;
        private final AtomicLong dropped = new AtomicLong();

        Lane(String owner, Consumer<? super PacketIn> handler, Limit limit, LongSupplier nanoTime) {
            this.owner = owner;
            this.handler = handler;
            this.bucket = new TokenBucket(limit.packetsPerSecond, limit.burst, nanoTime);
            this.queue = new LinkedBlockingQueue<>(limit.burst);
        }
    }

    private final Limit limit;
    private final LongSupplier nanoTime;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final Map<Lane, Thread> threads = new HashMap<>();
    private final AtomicLong unclaimed = new AtomicLong();

    /// `nanoTime` is monotonic.
    public PacketInRouter(Limit limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /// Before [#start]: packets of this reason (0..255) go to `handler`, one after the other. Throws
    /// [IllegalArgumentException] when another owner has it.
    public void register(int reason, String owner, Consumer<? super PacketIn> handler) {
        Lane other = lanes.putIfAbsent(reason, new Lane(owner, handler, limit, nanoTime));
        if (other != null) {
            throw new IllegalArgumentException(
                    "packet-in reason " + reason + " is claimed by " + other.owner + " and by " + owner);
        }
    }

    /// Starts the threads of the owners.
    public void start() {
        for (Lane lane : lanes.values()) {
            threads.put(lane, Thread.ofVirtual().name("packet-in-" + lane.owner).start(() -> work(lane)));
        }
    }

    @Override
    public void close() {
        threads.values().forEach(Thread::interrupt);
    }

    /// Takes a packet and returns at once. One thread at a time.
    public void observe(PacketIn packet) {
        Optional<Lane> lane = packet.userdata().length() == 0
                ? Optional.empty()
                : Optional.ofNullable(lanes.get(packet.userdata().at(0)));
        if (lane.isEmpty()) {
            unclaimed.incrementAndGet();
        } else if (!lane.get().bucket.take() || !lane.get().queue.offer(packet)) {
            lane.get().dropped.incrementAndGet();
        }
    }

    /// Packets dropped so far, by owner; `unclaimed` are those without an owner.
    public Map<String, Long> dropped() {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("unclaimed", unclaimed.get());
        lanes.values().forEach(lane -> counts.put(lane.owner, lane.dropped.get()));
        return counts;
    }

    private void work(Lane lane) {
        try {
            while (true) {
                handle(lane, lane.queue.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(Lane lane, PacketIn packet) {
        try {
            lane.handler.accept(packet);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Fault in a packet handler: owner=" + lane.owner, e);
        }
    }
}
