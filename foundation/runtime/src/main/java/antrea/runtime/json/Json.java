package antrea.runtime.json;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A JSON value (RFC 8259). Immutable. Members of an object keep the order of the text.
///
/// The readers `text`, `number`, `object`, `list` … throw [JsonException] naming the path when the value is of
/// another kind: input from outside is never half-read.
public sealed interface Json {
    /// A JSON object.
    record Obj(SequencedMap<String, Json> members) implements Json {
        public static final Obj EMPTY = new Obj(new LinkedHashMap<>());

        public Obj {
            members = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
        }

        public Optional<Json> get(String name) {
            return Optional.ofNullable(members.get(name)).filter(v -> v != Null.INSTANCE);
        }

        /// The member of that name; throws [JsonException] when it is missing or null.
        public Json need(String name) {
            return get(name).orElseThrow(() -> new JsonException("missing member \"" + name + "\""));
        }

        public String text(String name) {
            return need(name).asText(name);
        }

        public String text(String name, String otherwise) {
            return get(name).map(v -> v.asText(name)).orElse(otherwise);
        }

        public long number(String name) {
            return need(name).asLong(name);
        }

        public long number(String name, long otherwise) {
            return get(name).map(v -> v.asLong(name)).orElse(otherwise);
        }

        public boolean bool(String name, boolean otherwise) {
            return get(name).map(v -> v.asBoolean(name)).orElse(otherwise);
        }

        /// The object of that name, empty when it is missing.
        public Obj object(String name) {
            return get(name).map(v -> v.asObject(name)).orElse(Obj.EMPTY);
        }

        /// The elements of the array of that name, empty when it is missing.
        public List<Json> list(String name) {
            return get(name).map(v -> v.asList(name)).orElse(List.of());
        }

        /// A copy with that member set.
        public Obj with(String name, Json value) {
            SequencedMap<String, Json> copy = new LinkedHashMap<>(members);
            copy.put(name, value);
            return new Obj(copy);
        }

        public Obj with(String name, String value) {
            return with(name, new Text(value));
        }

        public Obj with(String name, long value) {
            return with(name, Json.of(value));
        }

        public Obj with(String name, boolean value) {
            return with(name, Json.of(value));
        }

        @Override
        public String toString() {
            return JsonText.write(this);
        }
    }

    /// A JSON array.
    record Arr(List<Json> elements) implements Json {
        public Arr {
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            return JsonText.write(this);
        }
    }

    /// A JSON string.
    record Text(String value) implements Json {
        @Override
        public String toString() {
            return JsonText.write(this);
        }
    }

    /// A JSON number; integers within `long` keep no fraction.
    record Num(BigDecimal value) implements Json {
        @Override
        public String toString() {
            return JsonText.write(this);
        }
    }

    /// `true` and `false`.
    record Bool(boolean value) implements Json {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /// `null`.
    enum Null implements Json {
        INSTANCE;

        @Override
        public String toString() {
            return "null";
        }
    }

    static Json of(String value) {
        return new Text(value);
    }

    static Json of(long value) {
        return new Num(BigDecimal.valueOf(value));
    }

    static Json of(double value) {
        return new Num(BigDecimal.valueOf(value));
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    static Json of(List<? extends Json> elements) {
        return new Arr(List.copyOf(elements));
    }

    static Json of(Map<String, ? extends Json> members) {
        return new Obj(new LinkedHashMap<>(members));
    }

    static Json ofTexts(Iterable<String> values) {
        List<Json> out = new java.util.ArrayList<>();
        values.forEach(v -> out.add(new Text(v)));
        return new Arr(out);
    }

    /// The string, or [JsonException] naming `where`.
    default String asText(String where) {
        if (this instanceof Text(String value)) {
            return value;
        }
        throw new JsonException(where + ": expected a string, got " + kind());
    }

    default long asLong(String where) {
        if (this instanceof Num(BigDecimal value)) {
            try {
                return value.longValueExact();
            } catch (ArithmeticException e) {
                throw new JsonException(where + ": not a whole 64-bit number: " + value, e);
            }
        }
        throw new JsonException(where + ": expected a number, got " + kind());
    }

    default double asDouble(String where) {
        if (this instanceof Num(BigDecimal value)) {
            return value.doubleValue();
        }
        throw new JsonException(where + ": expected a number, got " + kind());
    }

    default boolean asBoolean(String where) {
        if (this instanceof Bool(boolean value)) {
            return value;
        }
        throw new JsonException(where + ": expected true or false, got " + kind());
    }

    default Obj asObject(String where) {
        if (this instanceof Obj obj) {
            return obj;
        }
        throw new JsonException(where + ": expected an object, got " + kind());
    }

    default List<Json> asList(String where) {
        if (this instanceof Arr(List<Json> elements)) {
            return elements;
        }
        throw new JsonException(where + ": expected an array, got " + kind());
    }

    private String kind() {
        return switch (this) {
            case Obj _ -> "an object";
            case Arr _ -> "an array";
            case Text _ -> "a string";
            case Num _ -> "a number";
            case Bool _ -> "a boolean";
            case Null _ -> "null";
        };
    }
}
