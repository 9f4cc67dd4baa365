package antrea.kube.watch;

import antrea.kube.client.ErrorStatus;
import antrea.kube.resource.Interner;
import antrea.kube.resource.ListReader;
import antrea.kube.resource.ListReader.ListMeta;
import antrea.kube.resource.MetaReader;
import antrea.kube.resource.ObjectReader;
import antrea.kube.resource.TokenReader;
import antrea.runtime.json.JsonException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/// JSON lists, and watches of one JSON event a line. Values repeat from event to event, so one format object with
/// its one table of shared values serves one list-and-watch. For one thread.
public final class JsonFormat<T> implements WireFormat<T> {
    private static final String JSON = "application/json";

    private final ObjectReader<T> reader;
    private final Interner interner = new Interner();

    public JsonFormat(ObjectReader<T> reader) {
        this.reader = reader;
    }

    @Override
    public String listType() {
        return JSON;
    }

    @Override
    public String watchType() {
        return JSON;
    }

    @Override
    public ListMeta readList(InputStream body, Consumer<T> each) {
        try (TokenReader in = TokenReader.over(body, interner)) {
            return ListReader.read(in, reader, each);
        } catch (JsonException e) {
            throw new WireException("a list that is not JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public EventStream<T> openWatch(InputStream body) {
        LineReader lines = new LineReader(body);
        return () -> lines.next() ? Optional.of(event(lines)) : Optional.empty();
    }

    private WatchEvent<T> event(LineReader line) {
        try (TokenReader in = TokenReader.over(line.buffer(), line.start(), line.length(), interner)) {
            return event(in);
        } catch (JsonException e) {
            if (ListReader.notJson(e)) {
                throw new WireException("an event that is not JSON: " + e.getMessage(), e);
            }
            return new WatchEvent.Unreadable<>(String.valueOf(e.getMessage()));
        }
    }

    private WatchEvent<T> event(TokenReader in) {
        String type = "";
        Optional<WatchEvent<T>> event = Optional.empty();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "type" -> type = in.sharedText();
                case "object" -> event = Optional.of(object(in, type));
                default -> in.skip();
            }
        }
        return event.orElseThrow(() -> new JsonException("an event without object"));
    }

    private WatchEvent<T> object(TokenReader in, String type) {
        return switch (type) {
            case "ADDED" -> new WatchEvent.Added<>(reader.read(in));
            case "MODIFIED" -> new WatchEvent.Modified<>(reader.read(in));
            case "DELETED" -> new WatchEvent.Deleted<>(reader.read(in));
            case "BOOKMARK" -> new WatchEvent.Bookmark<>(resourceVersion(in));
            case "ERROR" -> new WatchEvent.Failed<>(ErrorStatus.read(in));
            // every API server writes the type first; one that does not cannot be read in one pass
            default -> throw new JsonException("an event of unknown type \"" + type + "\"");
        };
    }

    private static String resourceVersion(TokenReader in) {
        String out = "";
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> out = MetaReader.read(in).resourceVersion();
                default -> in.skip();
            }
        }
        return out;
    }
}
