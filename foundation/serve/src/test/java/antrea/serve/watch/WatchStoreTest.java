package antrea.serve.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import antrea.serve.testing.Note;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WatchStoreTest {
    private final AtomicLong clock = new AtomicLong();
    private final WatchStore<Note> store = new WatchStore<>(new Note.Patches(false), clock::get);

    private void put(String name, String text, String... nodes) {
        store.put(name, new Note(name, text), Span.of(Set.of(nodes)));
    }

    /// All events that are there now, as "ADDED name=text".
    static List<String> drain(WatchStream stream) {
        List<String> out = new ArrayList<>();
        while (stream.next(Duration.ZERO) instanceof WatchStream.Event(WatchEvent event)) {
            var json = event.object().json();
            out.add(event.type() + " " + json.object("metadata").text("name", "") + "=" + json.text("text"));
        }
        return out;
    }

    @Test
    void currentStateComesFirstThenOneBookmark() {
        put("a", "1", "n1");
        put("b", "1", "n2");
        WatchStream all = store.watch(WatchSelector.ALL);
        WatchStream n1 = store.watch(WatchSelector.ofNode("n1"));
        WatchStream onlyB = store.watch(WatchSelector.ofKey("b"));
        assertEquals(List.of("ADDED a=1", "ADDED b=1", "BOOKMARK ="), drain(all));
        assertEquals(List.of("ADDED a=1", "BOOKMARK ="), drain(n1));
        assertEquals(List.of("ADDED b=1", "BOOKMARK ="), drain(onlyB));
    }

    @Test
    void emptyStoreGivesTheBookmarkAtOnce() {
        assertEquals(List.of("BOOKMARK ="), drain(store.watch(WatchSelector.ofNode("n1"))));
    }

    @Test
    void spanDecidesBetweenAddedModifiedDeleted() {
        WatchStream n1 = store.watch(WatchSelector.ofNode("n1"));
        drain(n1);
        put("a", "1", "n2");
        assertEquals(List.of(), drain(n1));
        put("a", "2", "n1", "n2");
        assertEquals(List.of("ADDED a=2"), drain(n1));
        put("a", "3", "n1");
        assertEquals(List.of("MODIFIED a=2>3"), drain(n1));
        put("a", "4", "n2");
        assertEquals(List.of("DELETED a="), drain(n1));
        store.delete("a");
        assertEquals(List.of(), drain(n1));
    }

    @Test
    void unknownSpanIsSeenOnlyByWatchersWithoutNode() {
        store.put("a", new Note("a", "1"), Span.Special.UNKNOWN);
        assertEquals(List.of("BOOKMARK ="), drain(store.watch(WatchSelector.ofNode("n1"))));
        assertEquals(List.of("ADDED a=1", "BOOKMARK ="), drain(store.watch(WatchSelector.ALL)));
    }

    @Test
    void equalPutTellsNobody() {
        WatchStream all = store.watch(WatchSelector.ALL);
        put("a", "1", "n1");
        drain(all);
        put("a", "1", "n1");
        assertEquals(List.of(), drain(all));
        put("a", "1", "n1", "n2");
        assertEquals(List.of(), drain(all), "the projection sees no difference in a change of the span alone");
    }

    @Test
    void changesOfASlowWatcherMeltIntoOne() {
        WatchStream all = store.watch(WatchSelector.ALL);
        put("a", "1");
        drain(all);
        for (int i = 2; i < 5000; i++) {
            put("a", "" + i);
        }
        put("b", "1");
        store.delete("b");
        assertEquals(List.of("MODIFIED a=1>4999"), drain(all));
        store.delete("a");
        put("a", "back");
        assertEquals(List.of("MODIFIED a=4999>back"), drain(all));
    }

    @Test
    void objectDeletedWhileTheInitialStateIsReadIsNotSeen() {
        put("a", "1");
        put("b", "1");
        WatchStream all = store.watch(WatchSelector.ALL);
        store.delete("a");
        put("b", "2");
        put("c", "1");
        assertEquals(List.of("ADDED b=2", "BOOKMARK =", "ADDED c=1"), drain(all));
    }

    @Test
    void watchersShareOneEncodedEvent() {
        WatchStream one = store.watch(WatchSelector.ALL);
        WatchStream two = store.watch(WatchSelector.ofNode("n1"));
        drain(one);
        drain(two);
        put("a", "1", "n1");
        WatchStream.Event first = (WatchStream.Event) one.next(Duration.ZERO);
        WatchStream.Event second = (WatchStream.Event) two.next(Duration.ZERO);
        assertSame(first.event(), second.event());
    }

    @Test
    void stalledWatcherIsClosedAndOthersLiveOn() {
        WatchStream stalled = store.watch(WatchSelector.ALL);
        WatchStream lively = store.watch(WatchSelector.ALL);
        drain(stalled);
        drain(lively);
        put("a", "1");
        drain(lively);
        clock.addAndGet(WatchStore.STALL_LIMIT.toNanos() + 1);
        put("a", "2");
        assertEquals(WatchStream.Pause.ENDED, stalled.next(Duration.ZERO));
        assertEquals(List.of("MODIFIED a=1>2"), drain(lively));
        assertEquals(1, store.watcherCount());
    }

    @Test
    void idleWatcherIsNotStalledHoweverLongNothingHappens() {
        WatchStream idle = store.watch(WatchSelector.ALL);
        drain(idle);
        clock.addAndGet(Duration.ofDays(1).toNanos());
        put("a", "1");
        put("b", "1");
        assertEquals(List.of("ADDED a=1", "ADDED b=1"), drain(idle));
    }

    @Test
    void closedStreamEndsItsReader() {
        WatchStream all = store.watch(WatchSelector.ALL);
        drain(all);
        Thread closer = Thread.ofVirtual().start(all::close);
        assertEquals(WatchStream.Pause.ENDED, all.next(Duration.ofSeconds(10)));
        assertEquals(0, store.watcherCount());
        closer.interrupt();
    }
}
