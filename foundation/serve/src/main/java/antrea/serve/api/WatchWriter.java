package antrea.serve.api;

import antrea.serve.codec.WatchFrame;
import antrea.serve.codec.WireFormat;
import antrea.serve.codec.WireObject;
import antrea.serve.http.ApiReply;
import antrea.serve.watch.EventType;
import antrea.serve.watch.WatchEvent;
import antrea.serve.watch.WatchStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// Writes the events of one watch until it ends, its time is up, or the client is gone.
///
/// `shape` turns an object into what the client wants to see of it (a Table row, or the object itself).
record WatchWriter(
        WatchStream stream, WireFormat format, UnaryOperator<WireObject> shape, Limits limits, LongSupplier nanoTime)
        implements ApiReply.StreamWriter {
    /// How long the watch lasts, and after how long without events it is found out whether the client is still
    /// there.
    ///
    /// @param heartbeat after how long without events the client wants a word
    record Limits(Duration timeout, Duration probeInterval, Optional<Duration> heartbeat) {
        Duration idle() {
            return heartbeat.filter(h -> h.compareTo(probeInterval) < 0).orElse(probeInterval);
        }
    }

    @Override
    public void write(ApiReply.ByteSink sink) {
        try (stream) {
            long end = nanoTime.getAsLong() + limits.timeout.toNanos();
            boolean unflushed = false;
            byte[] bookmark = new byte[0];
            long lastWord = nanoTime.getAsLong();
            while (true) {
                Duration left = Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
                Duration patience = left.compareTo(limits.idle()) < 0 ? left : limits.idle();
                switch (stream.next(unflushed ? Duration.ZERO : patience)) {
                    case WatchStream.Event(WatchEvent event) -> {
                        byte[] frame = frame(event);
                        bookmark = event.type() == EventType.BOOKMARK ? frame : bookmark;
                        sink.write(frame);
                        unflushed = true;
                        lastWord = nanoTime.getAsLong();
                    }
                    case WatchStream.Pause pause -> {
                        sink.flush();
                        boolean idleBetween = !unflushed;
                        unflushed = false;
                        if (pause == WatchStream.Pause.ENDED || left.isZero()) {
                            return;
                        }
                        Duration silent = Duration.ofNanos(nanoTime.getAsLong() - lastWord);
                        if (limits.heartbeat
                                .filter(h -> silent.compareTo(h) >= 0)
                                .isPresent()) {
                            sink.write(bookmark);
                            sink.flush();
                            lastWord = nanoTime.getAsLong();
                        } else if (idleBetween) {
                            probe(sink);
                        }
                    }
                }
            }
        }
    }

    /// White space between JSON values means nothing, and a line feed works in any protocol.
    private void probe(ApiReply.ByteSink sink) {
        if (format == WireFormat.JSON) {
            sink.write(new byte[] {'\n'});
            sink.flush();
        } else {
            sink.probe();
        }
    }

    private byte[] frame(WatchEvent event) {
        return WatchFrame.encode(format, event.type().name(), shape.apply(event.object()))
                .orElseThrow(() -> new IllegalStateException(
                        event.object().kind() + " has no " + format + " form: its codec must be a ProtobufCodec"));
    }
}
