package antrea.nodenetwork.node;

import antrea.feature.KubeSources;
import antrea.graph.Calculation;
import antrea.kube.client.ApiException;
import antrea.kube.client.Pause;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/// Keeps the annotations of this Node by which peers know how it is reached ([PeerAnnotations]). They are written again
/// when they are found missing or changed: by hand, or because the Node's object was made anew.
public final class NodeAnnouncement implements AutoCloseable {
    private static final Logger LOG = System.getLogger(NodeAnnouncement.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ObjectKey node;
    private final SequencedMap<String, Optional<String>> wanted;
    private final Consumer<SequencedMap<String, Optional<String>>> write;
    private final Duration retry;
    private final BlockingQueue<Boolean> due = new ArrayBlockingQueue<>(1);
    private final Thread thread = Thread.ofVirtual().name("node-annotations").unstarted(this::run);

    /// @param write puts them on the object, at once; it throws [ApiException] when the API server does not take them
    public NodeAnnouncement(
            String node,
            SequencedMap<String, Optional<String>> wanted,
            Consumer<SequencedMap<String, Optional<String>>> write) {
        this(node, wanted, write, RETRY);
    }

    NodeAnnouncement(
            String node,
            SequencedMap<String, Optional<String>> wanted,
            Consumer<SequencedMap<String, Optional<String>>> write,
            Duration retry) {
        this.node = ObjectKey.of(node);
        this.wanted = wanted;
        this.write = write;
        this.retry = retry;
    }

    /// Writes them now, on the calling thread. Throws [ApiException].
    public void write() {
        write.accept(wanted);
    }

    /// Looks at the Node's object from now on.
    public void wire(Calculation in) {
        in.source(KubeSources.NODES).observe((key, _, after) -> {
            if (key.equals(node) && after.filter(n -> !isOn(n)).isPresent()) {
                boolean _ = due.offer(true);
            }
        });
    }

    private boolean isOn(Node object) {
        Map<String, String> there = object.meta().annotations();
        return wanted.entrySet().stream()
                .allMatch(e -> Optional.ofNullable(there.get(e.getKey())).equals(e.getValue()));
    }

    public void start() {
        thread.start();
    }

    private void run() {
        Pause pause = Pause.ofThread();
        try {
            do {
                boolean _ = due.take();
                LOG.log(Level.WARNING, "The Node's annotations for its peers are not right and are written again");
                if (!written()) {
                    boolean _ = due.offer(true);
                }
            } while (pause.sleep(retry)); // also when it was written: whoever else writes them shall not be raced
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean written() {
        try {
            write();
            return true;
        } catch (ApiException e) {
            LOG.log(Level.WARNING, "The Node's annotations cannot be written: " + e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
