package antrea.runtime.config;

import antrea.runtime.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// One object of a configuration file while it is read. Each reader names its key, which makes the key a known
/// one; [#finish] then refuses all others. Readers throw [ConfigException] naming the whole path for a value of
/// the wrong kind. As in the original, an absent key, `null`, the empty string and the number 0 stand for the
/// default.
public final class ConfigSection {
    private static final String STRING = "string";
    private static final String WHOLE_NUMBER = "whole number";

    private final String where;
    private final String path;
    private final Json.Obj values;
    private final SequencedMap<String, Optional<ConfigSection>> known = new LinkedHashMap<>();
    private final List<ConfigKey> declared = new ArrayList<>();

    private ConfigSection(String where, String path, Json.Obj values) {
        this.where = where;
        this.path = path;
        this.values = values;
    }

    /// The whole file; `where` is its name in messages.
    public static ConfigSection of(Json tree, String where) {
        if (tree instanceof Json.Obj object) {
            return new ConfigSection(where, "", object);
        }
        throw new ConfigException(where + ": the file holds no keys but " + tree);
    }

    /// The whole file from YAML text.
    public static ConfigSection ofYaml(String text, String where) {
        return of(YamlText.read(text, where), where);
    }

    private Optional<Json> value(String key) {
        known.putIfAbsent(key, Optional.empty());
        return values.get(key);
    }

    private void declare(String key, String kind, Object byDefault) {
        declared.add(new ConfigKey(fullPath(key).replaceAll("\\[[0-9]+]", "[]"), kind, byDefault.toString()));
    }

    /// Every key that was read so far, here and below; one that two readers read is there twice.
    public List<ConfigKey> keys() {
        List<ConfigKey> out = new ArrayList<>(declared);
        known.values().forEach(section -> section.ifPresent(s -> out.addAll(s.keys())));
        return out;
    }

    private String fullPath(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /// The failure to throw when the value of a key is refused.
    public ConfigException refusal(String key, String why) {
        return new ConfigException(where + ": " + fullPath(key) + ": " + why);
    }

    private ConfigException wrongKind(String key, String wanted, Json value) {
        return refusal(key, "expected " + wanted + ", got " + value);
    }

    private String asText(String key, Json value) {
        return switch (value) {
            case Json.Text(String text) -> text;
            // unquoted numbers and booleans are strings where a string is wanted, as in the original
            case Json.Num(BigDecimal number) -> number.toPlainString();
            case Json.Bool(boolean bool) -> Boolean.toString(bool);
            case Json.Obj _, Json.Arr _, Json.Null _ -> throw wrongKind(key, "a string", value);
        };
    }

    public String text(String key, String otherwise) {
        declare(key, STRING, otherwise);
        return textAt(key).orElse(otherwise);
    }

    private Optional<String> textAt(String key) {
        return value(key).map(v -> asText(key, v)).filter(t -> !t.isEmpty());
    }

    /// The text, read on by `parse`; [IllegalArgumentException] of it names the key too.
    public <T> T parsed(String key, T otherwise, Function<String, T> parse) {
        declare(key, STRING, otherwise);
        return parsedAt(key, parse).orElse(otherwise);
    }

    /// As [#parsed(String, Object, Function)] without default.
    public <T> Optional<T> parsed(String key, Function<String, T> parse) {
        declare(key, STRING, "");
        return parsedAt(key, parse);
    }

    private <T> Optional<T> parsedAt(String key, Function<String, T> parse) {
        Optional<String> text = textAt(key);
        try {
            return text.map(parse);
        } catch (IllegalArgumentException e) {
            throw refusal(key, String.valueOf(e.getMessage()));
        }
    }

    public boolean bool(String key, boolean otherwise) {
        declare(key, "true or false", otherwise);
        return value(key)
                .map(v -> {
                    if (v instanceof Json.Bool(boolean bool)) {
                        return bool;
                    }
                    throw wrongKind(key, "true or false", v);
                })
                .orElse(otherwise);
    }

    /// A whole number within the bounds, both included.
    public int integer(String key, int otherwise, int least, int most) {
        declare(key, WHOLE_NUMBER, otherwise == 0 ? "" : otherwise);
        return integerAt(key, least, most).filter(n -> n != 0).orElse(otherwise);
    }

    /// As [#integer], where 0 is a value of its own.
    public int integerOrZero(String key, int otherwise, int least, int most) {
        declare(key, WHOLE_NUMBER, otherwise);
        return integerAt(key, least, most).orElse(otherwise);
    }

    private Optional<Integer> integerAt(String key, int least, int most) {
        return value(key).map(v -> asInteger(key, v, least, most));
    }

    private int asInteger(String key, Json value, int least, int most) {
        if (value instanceof Json.Num(BigDecimal number)
                && number.stripTrailingZeros().scale() <= 0) {
            boolean zero = number.signum() == 0;
            if (zero
                    || number.compareTo(BigDecimal.valueOf(least)) >= 0
                            && number.compareTo(BigDecimal.valueOf(most)) <= 0) {
                return number.intValueExact();
            }
            throw refusal(key, "must be between " + least + " and " + most + ", got " + value);
        }
        throw wrongKind(key, "a whole number", value);
    }

    /// A number with a fraction.
    public double decimal(String key, double otherwise) {
        declare(key, "number", otherwise == 0 ? "" : otherwise);
        return value(key)
                .map(v -> {
                    if (v instanceof Json.Num(BigDecimal number)) {
                        return number.doubleValue();
                    }
                    throw wrongKind(key, "a number", v);
                })
                .orElse(otherwise);
    }

    /// One of a few words, whatever the case of its letters.
    public <T> T choice(String key, T otherwise, List<T> choices, Function<T, String> word) {
        List<String> words = choices.stream().map(word).toList();
        declare(key, "one of " + String.join(", ", words), word.apply(otherwise));
        return parsedAt(key, text -> choices.stream()
                        .filter(c -> word.apply(c).equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException("expected one of " + words + ", got \"" + text + "\"")))
                .orElse(otherwise);
    }

    /// The text under the first of several keys that has one; all of them are known. For renamed options.
    public String textOfAny(String otherwise, String... keys) {
        String out = "";
        for (String key : keys) {
            declare(key, STRING, otherwise);
            String text = textAt(key).orElse("");
            out = out.isEmpty() ? text : out;
        }
        return out.isEmpty() ? otherwise : out;
    }

    /// A port number.
    public int port(String key, int otherwise) {
        return integer(key, otherwise, 1, 65535);
    }

    /// A duration as [GoDuration] reads it.
    public Duration duration(String key, Duration otherwise) {
        declare(key, "duration", otherwise.toSeconds() + "s");
        return parsedAt(key, text -> GoDuration.tryParse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "expected a duration like 5s or 1m30s, got \"" + text + "\"")))
                .orElse(otherwise);
    }

    /// An array of strings.
    public List<String> texts(String key) {
        declare(key, "list of strings", "");
        return textsAt(key);
    }

    private List<String> textsAt(String key) {
        List<String> out = new ArrayList<>();
        for (Json element : list(key)) {
            out.add(asText(key, element));
        }
        return out;
    }

    /// An array of strings, each read on by `parse`.
    public <T> List<T> parsedList(String key, Function<String, T> parse) {
        declare(key, "list of strings", "");
        List<T> out = new ArrayList<>();
        for (String text : textsAt(key)) {
            try {
                out.add(parse.apply(text));
            } catch (IllegalArgumentException e) {
                throw refusal(key, String.valueOf(e.getMessage()));
            }
        }
        return out;
    }

    /// An array of whole numbers; an empty one stands for the default.
    public List<Integer> integers(String key, List<Integer> otherwise, int least, int most) {
        declare(
                key,
                "list of whole numbers",
                String.join(", ", otherwise.stream().map(Object::toString).toList()));
        List<Integer> out = new ArrayList<>();
        for (Json element : list(key)) {
            out.add(asInteger(key, element, least, most));
        }
        return out.isEmpty() ? otherwise : out;
    }

    private List<Json> list(String key) {
        return value(key)
                .map(v -> {
                    if (v instanceof Json.Arr(List<Json> elements)) {
                        return elements;
                    }
                    throw wrongKind(key, "a list", v);
                })
                .orElse(List.of());
    }

    /// A map of booleans with keys that only the caller can judge.
    public Map<String, Boolean> flags(String key) {
        declare(key, "true or false by name", "");
        Map<String, Boolean> out = new TreeMap<>();
        section(key).values.members().forEach((name, value) -> {
            if (!(value instanceof Json.Bool(boolean bool))) {
                throw wrongKind(key + "." + name, "true or false", value);
            }
            section(key).known.putIfAbsent(name, Optional.empty());
            out.put(name, bool);
        });
        return out;
    }

    /// The object of that key, empty when it is absent.
    public ConfigSection section(String key) {
        Optional<ConfigSection> before = known.getOrDefault(key, Optional.empty());
        if (before.isPresent()) {
            return before.get();
        }
        Json.Obj inner = value(key)
                .map(v -> {
                    if (v instanceof Json.Obj object) {
                        return object;
                    }
                    throw wrongKind(key, "keys below it", v);
                })
                .orElse(Json.Obj.EMPTY);
        ConfigSection section = new ConfigSection(where, fullPath(key), inner);
        known.put(key, Optional.of(section));
        return section;
    }

    /// An array of objects.
    public List<ConfigSection> sections(String key) {
        declare(key, "list of objects", "");
        List<ConfigSection> out = new ArrayList<>();
        List<Json> elements = list(key);
        for (int i = 0; i < elements.size(); i++) {
            String name = key + "[" + i + "]";
            if (!(elements.get(i) instanceof Json.Obj object)) {
                throw wrongKind(name, "keys below it", elements.get(i));
            }
            ConfigSection section = new ConfigSection(where, fullPath(name), object);
            known.put(name, Optional.of(section));
            out.add(section);
        }
        return out;
    }

    /// Whether the file gives the key a value, also an empty one.
    public boolean given(String key) {
        return value(key).isPresent();
    }

    /// Refuses every key that no reader asked for, here and in all sections below, in one [ConfigException] that
    /// names each with the nearest known key.
    public void finish() {
        List<String> unknown = new ArrayList<>();
        collectUnknown(unknown);
        if (!unknown.isEmpty()) {
            throw new ConfigException(where + ": " + String.join("; ", unknown));
        }
    }

    private void collectUnknown(List<String> out) {
        for (String key : values.members().keySet()) {
            if (!known.containsKey(key)) {
                out.add("unknown key " + fullPath(key)
                        + NearestWord.of(key, known.keySet())
                                .map(near -> " (did you mean " + fullPath(near) + "?)")
                                .orElse(""));
            }
        }
        known.values().forEach(section -> section.ifPresent(s -> s.collectUnknown(out)));
    }
}
