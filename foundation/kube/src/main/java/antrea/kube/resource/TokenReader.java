package antrea.kube.resource;

import antrea.kube.object.FlatMap;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.runtime.json.JsonText;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Walks JSON token by token. `null` reads as the empty value of its kind, as in Kubernetes.
///
/// ```java
/// in.beginObject();
/// while (in.nextField()) {
///     switch (in.field()) {
///         case "nodeName" -> nodeName = in.sharedText();
///         default -> in.skip();
///     }
/// }
/// ```
/// Every value must be consumed. Throws [JsonException] for anything that is not JSON or not of the asked kind,
/// and [UncheckedIOException] when the stream below fails. For one thread.
public final class TokenReader implements AutoCloseable {
    // Without interning in the JVM's own table: it would grow with every label key that ever existed.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final Interner interner;
    private boolean insideNull;

    private TokenReader(JsonParser parser, Interner interner) {
        this.parser = parser;
        this.interner = interner;
    }

    /// Reads UTF-8 bytes from `offset`; stands at the first token.
    public static TokenReader over(byte[] utf8, int offset, int length, Interner interner) {
        try {
            return new TokenReader(FACTORY.createParser(utf8, offset, length), interner).start();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    public static TokenReader over(byte[] utf8) {
        return over(utf8, 0, utf8.length, new Interner());
    }

    /// Reads a stream, which is closed with this reader; stands at the first token.
    public static TokenReader over(InputStream stream, Interner interner) {
        try {
            return new TokenReader(FACTORY.createParser(stream), interner).start();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private TokenReader start() {
        if (next() == JsonToken.NOT_AVAILABLE) {
            throw new JsonException("empty text instead of JSON");
        }
        return this;
    }

    private static RuntimeException failure(IOException e) {
        if (e instanceof JacksonException syntax) {
            // the full message has several lines and quotes the source
            return new JsonException("not JSON: " + syntax.getOriginalMessage(), e);
        }
        return e instanceof CharConversionException
                ? new JsonException("not JSON: " + e.getMessage(), e)
                : new UncheckedIOException(e);
    }

    private JsonToken next() {
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new JsonException("JSON ends too early");
            }
            return token;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// Steps into the object; follow with [#nextField] until it says false.
    public void beginObject() {
        begin(JsonToken.START_OBJECT, "an object");
    }

    /// Steps into the array; follow with [#nextElement] until it says false.
    public void beginArray() {
        begin(JsonToken.START_ARRAY, "an array");
    }

    private void begin(JsonToken wanted, String kind) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            insideNull = true;
        } else if (token != wanted) {
            throw wrong(kind);
        }
    }

    /// Moves to the value of the next field, if there is one.
    public boolean nextField() {
        if (insideNull) {
            insideNull = false;
            return false;
        }
        JsonToken token = next();
        if (token == JsonToken.END_OBJECT) {
            return false;
        }
        if (token != JsonToken.FIELD_NAME) {
            throw wrong("a field name");
        }
        next();
        return true;
    }

    /// Name of the field whose value is being read.
    public String field() {
        try {
            String name = parser.currentName();
            return name == null ? "" : name;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// Moves to the next element, if there is one.
    public boolean nextElement() {
        if (insideNull) {
            insideNull = false;
            return false;
        }
        return next() != JsonToken.END_ARRAY;
    }

    /// Passes over the value, whatever it is.
    public void skip() {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    public boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    public boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    public boolean isNumber() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    }

    /// The string; empty for null.
    public String text() {
        if (isNull()) {
            return "";
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong("a string");
        }
        try {
            return parser.getText();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// As [#text], shared with equal ones: for strings that repeat from object to object.
    public String sharedText() {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return text();
        }
        try {
            return interner.text(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// The boolean; false for null.
    public boolean bool() {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw wrong("true or false");
        };
    }

    /// The boolean, or `otherwise` for null.
    public boolean bool(boolean otherwise) {
        return isNull() ? otherwise : bool();
    }

    /// The whole number; 0 for null.
    public long number() {
        if (isNull()) {
            return 0;
        }
        if (!isNumber()) {
            throw wrong("a whole number");
        }
        try {
            return parser.getLongValue();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// The whole number, which must fit 32 bits; 0 for null.
    public int integer() {
        long value = number();
        if (value != (int) value) {
            throw new JsonException(path() + ": number out of bounds: " + value);
        }
        return (int) value;
    }

    /// The RFC 3339 time; [Instant#EPOCH] for null.
    public Instant time() {
        String text = text();
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new JsonException(path() + ": not a time: \"" + text + "\"", e);
        }
    }

    /// The strings of an array; empty for null.
    public List<String> texts() {
        beginArray();
        List<String> out = new ArrayList<>(2);
        while (nextElement()) {
            out.add(sharedText());
        }
        return out;
    }

    /// The object of strings, shared with an equal one. Elements whose key `kept` refuses are skipped.
    public FlatMap textMap(java.util.function.Predicate<String> kept) {
        beginObject();
        Map<String, String> out = new TreeMap<>();
        while (nextField()) {
            String key = field();
            if (kept.test(key)) {
                out.put(interner.text(key), sharedText());
            } else {
                skip();
            }
        }
        return interner.value(FlatMap.copyOf(out));
    }

    /// The object of strings, shared with an equal one.
    public FlatMap textMap() {
        return textMap(_ -> true);
    }

    /// The value as a tree, for parts that are small and rare.
    public Json tree() {
        try {
            return JsonText.readValue(parser);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// The one value that stands for all equal immutable ones seen lately.
    public <T> T share(T value) {
        return interner.value(value);
    }

    /// Depth of the container that is being read, to come back to with [#leaveTo].
    int depth() {
        return parser.getParsingContext().getNestingDepth();
    }

    /// Goes on to the end of the container whose inside was `depth` deep.
    void leaveTo(int depth) {
        insideNull = false;
        while (depth() >= depth) {
            next();
        }
    }

    /// True when nothing but white space is left.
    boolean atEnd() {
        try {
            return parser.nextToken() == null;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// Where the reader stands, as a JSON pointer.
    public String path() {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    private JsonException wrong(String wanted) {
        return new JsonException(path() + ": expected " + wanted + ", got " + parser.currentToken());
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
