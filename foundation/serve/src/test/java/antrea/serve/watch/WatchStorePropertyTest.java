package antrea.serve.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.serve.testing.Note;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Whatever happens in whatever order: what a watcher puts together from its events is the store as it selects it.
final class WatchStorePropertyTest {
    private static final WatchSelector[] SELECTORS = {
        WatchSelector.ALL,
        WatchSelector.ofNode("n0"),
        WatchSelector.ofNode("n1"),
        WatchSelector.ofKey("k1"),
        new WatchSelector(Optional.of("k2"), Optional.of("n2"))
    };

    private record Stored(String text, Span span) {}

    /// A client: applies events strictly, so that a wrong type or a patch from a wrong state fails the test.
    private static final class Client {
        final WatchSelector selector;
        final WatchStream stream;
        final Map<String, String> state = new TreeMap<>();
        int bookmarks;

        Client(WatchStore<Note> store, WatchSelector selector) {
            this.selector = selector;
            this.stream = store.watch(selector);
        }

        void read(int atMost) {
            for (int i = 0; i < atMost; i++) {
                if (!(stream.next(Duration.ZERO) instanceof WatchStream.Event(WatchEvent event))) {
                    return;
                }
                apply(event);
            }
        }

        private void apply(WatchEvent event) {
            String name = event.object().json().object("metadata").text("name", "");
            String text = event.object().json().text("text");
            switch (event.type()) {
                case ADDED -> assertEquals(Optional.empty(), Optional.ofNullable(state.put(name, text)));
                case MODIFIED -> {
                    String[] step = text.split(">", -1);
                    assertEquals(1, bookmarks, "only ADDED before the bookmark");
                    assertEquals(step[0], state.put(name, step[1]));
                }
                case DELETED -> {
                    assertEquals(1, bookmarks, "only ADDED before the bookmark");
                    assertEquals(true, state.remove(name) != null);
                }
                case BOOKMARK -> bookmarks++;
            }
        }
    }

    @Property(tries = 300)
    void stateOfEveryWatcherEqualsTheFilteredStore(@ForAll long seed, @ForAll boolean dependsOnSelector) {
        Random random = new Random(seed);
        WatchStore<Note> store = new WatchStore<>(new Note.Patches(dependsOnSelector), () -> 0);
        Map<String, Stored> model = new TreeMap<>();
        List<Client> clients = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            change(random, store, model);
            if (random.nextInt(8) == 0) {
                clients.add(new Client(store, SELECTORS[random.nextInt(SELECTORS.length)]));
            }
            if (!clients.isEmpty() && random.nextBoolean()) {
                clients.get(random.nextInt(clients.size())).read(random.nextInt(4));
            }
        }
        for (Client client : clients) {
            client.read(Integer.MAX_VALUE);
            assertEquals(1, client.bookmarks);
            assertEquals(selected(model, client.selector), client.state);
        }
        assertEquals(clients.size(), store.watcherCount());
    }

    @Test
    void writersAndReadersAtTheSameTimeAgreeInTheEnd() throws InterruptedException {
        WatchStore<Note> store = new WatchStore<>(new Note.Patches(false));
        Map<String, Stored> model = new TreeMap<>();
        AtomicBoolean writing = new AtomicBoolean(true);
        List<Client> clients = new ArrayList<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Client client = new Client(store, SELECTORS[i % SELECTORS.length]);
            clients.add(client);
            readers.add(Thread.ofVirtual().start(() -> {
                while (writing.get()) {
                    client.read(3);
                    Thread.yield();
                }
            }));
        }
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            change(random, store, model);
        }
        writing.set(false);
        for (Thread reader : readers) {
            reader.join();
        }
        for (Client client : clients) {
            client.read(Integer.MAX_VALUE);
            assertEquals(selected(model, client.selector), client.state);
        }
    }

    private static void change(Random random, WatchStore<Note> store, Map<String, Stored> model) {
        String key = "k" + random.nextInt(5);
        if (random.nextInt(4) == 0) {
            store.delete(key);
            model.remove(key);
            return;
        }
        Stored stored = new Stored("t" + random.nextInt(3), span(random));
        store.put(key, new Note(key, stored.text), stored.span);
        model.put(key, stored);
    }

    private static Span span(Random random) {
        if (random.nextInt(10) == 0) {
            return Span.Special.values()[random.nextInt(2)];
        }
        Set<String> nodes = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            if (random.nextBoolean()) {
                nodes.add("n" + i);
            }
        }
        return Span.of(nodes);
    }

    private static Map<String, String> selected(Map<String, Stored> model, WatchSelector selector) {
        Map<String, String> out = new TreeMap<>();
        model.forEach((key, stored) -> {
            if (selector.selects(key, stored.span)) {
                out.put(key, stored.text);
            }
        });
        return out;
    }
}
