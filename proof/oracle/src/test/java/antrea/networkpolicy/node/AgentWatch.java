package antrea.networkpolicy.node;

import antrea.graph.Calculation;
import antrea.kube.watch.EventStream;
import antrea.kube.watch.ObjectSink;
import antrea.kube.watch.WatchEvent;
import antrea.networkpolicy.central.PublishedPolicies;
import antrea.serve.codec.WatchFrame;
import antrea.serve.codec.WireFormat;
import antrea.serve.watch.WatchSelector;
import antrea.serve.watch.WatchStore;
import antrea.serve.watch.WatchStream;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The three watches of an agent without a connection: what the controller has published for its Node reaches the
/// agent's sources through the bytes of the wire.
public final class AgentWatch {
    private final List<Feed> feeds = new ArrayList<>();

    public AgentWatch(PublishedPolicies published, String nodeName, Calculation in) {
        WatchSelector ours = WatchSelector.ofNode(nodeName);
        ControlPlaneWatch.Sinks sinks = ControlPlaneWatch.Sinks.withoutFiles(in);
        feeds.add(new Feed(published.policies(), ours, sinks.policies()));
        feeds.add(new Feed(published.addressGroups(), ours, sinks.addressGroups()));
        feeds.add(new Feed(published.appliedToGroups(), ours, sinks.appliedToGroups()));
    }

    /// Hands on all that has been published since the last call.
    public void read() {
        feeds.forEach(Feed::read);
    }

    /// The connection breaks and is made again: everything comes anew.
    public void reconnect() {
        feeds.forEach(Feed::reconnect);
    }

    private static final class Feed {
        private final WatchStore<?> store;
        private final WatchSelector ours;
        private final ObjectSink<ControlPlaneObject> sink;
        private final List<ControlPlaneObject> replay = new ArrayList<>();
        private WatchStream stream;
        private boolean replaying = true;

        Feed(WatchStore<?> store, WatchSelector ours, ObjectSink<ControlPlaneObject> sink) {
            this.store = store;
            this.ours = ours;
            this.sink = sink;
            this.stream = store.watch(ours);
        }

        void reconnect() {
            stream.close();
            stream = store.watch(ours);
            replay.clear();
            replaying = true;
        }

        void read() {
            while (stream.next(Duration.ZERO) instanceof WatchStream.Event(antrea.serve.watch.WatchEvent event)) {
                byte[] frame = WatchFrame.encode(
                                WireFormat.PROTOBUF, event.type().name(), event.object())
                        .orElseThrow();
                EventStream<ControlPlaneObject> decoded =
                        new ControlPlaneFormat().openWatch(new ByteArrayInputStream(frame));
                Optional<WatchEvent<ControlPlaneObject>> received = decoded.next();
                received.ifPresent(this::observe);
            }
        }

        private void observe(WatchEvent<ControlPlaneObject> event) {
            switch (event) {
                case WatchEvent.Added<ControlPlaneObject>(ControlPlaneObject object) -> upsert(object);
                case WatchEvent.Modified<ControlPlaneObject>(ControlPlaneObject object) -> upsert(object);
                case WatchEvent.Deleted<ControlPlaneObject>(ControlPlaneObject object) ->
                    sink.onDelete(object.meta().key());
                case WatchEvent.Bookmark<ControlPlaneObject> _ -> {
                    if (replaying) {
                        replaying = false;
                        sink.onReplace(replay);
                    }
                }
                case WatchEvent.Failed<ControlPlaneObject> failed -> throw new AssertionError("refused: " + failed);
                case WatchEvent.Unreadable<ControlPlaneObject> bad -> throw new AssertionError("unreadable: " + bad);
            }
        }

        private void upsert(ControlPlaneObject object) {
            if (replaying) {
                replay.add(object);
            } else {
                sink.onUpsert(object);
            }
        }
    }
}
