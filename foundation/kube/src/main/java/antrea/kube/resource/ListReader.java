package antrea.kube.resource;

import antrea.runtime.json.JsonException;
import java.io.IOException;
import java.util.function.Consumer;

/// Reads the answer to a list request, object by object.
public final class ListReader {
    private static final System.Logger LOG = System.getLogger(ListReader.class.getName());

    private ListReader() {}

    /// What stands beside the objects.
    ///
    /// @param continueToken where the next page starts, empty on the last one
    public record ListMeta(String resourceVersion, String continueToken) {
        static final ListMeta NONE = new ListMeta("", "");
    }

    /// Gives each object to `each`. An object of an unexpected shape is left out and logged: one bad object must
    /// not blind us for all others. Throws [JsonException] when the text is not JSON or not a list.
    public static <T> ListMeta read(TokenReader in, ObjectReader<T> reader, Consumer<T> each) {
        ListMeta meta = ListMeta.NONE;
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> meta = meta(in);
                case "items" -> {
                    in.beginArray();
                    while (in.nextElement()) {
                        item(in, reader, each);
                    }
                }
                default -> in.skip();
            }
        }
        return meta;
    }

    private static <T> void item(TokenReader in, ObjectReader<T> reader, Consumer<T> each) {
        if (!in.isObject()) {
            throw new JsonException(in.path() + ": a list of something else than objects");
        }
        int depth = in.depth();
        T object;
        try {
            object = reader.read(in);
        } catch (JsonException e) {
            if (notJson(e)) {
                throw e;
            }
            LOG.log(System.Logger.Level.ERROR, "Left out an object that cannot be read, error=\"{0}\"", e.getMessage());
            in.leaveTo(depth);
            return;
        }
        each.accept(object);
    }

    /// Whether the text itself is broken, so that nothing behind can be trusted.
    public static boolean notJson(JsonException e) {
        return e.getCause() instanceof IOException;
    }

    private static ListMeta meta(TokenReader in) {
        String resourceVersion = "";
        String continueToken = "";
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "resourceVersion" -> resourceVersion = in.text();
                case "continue" -> continueToken = in.text();
                default -> in.skip();
            }
        }
        return new ListMeta(resourceVersion, continueToken);
    }
}
