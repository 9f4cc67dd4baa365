package antrea.serve.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// HTTP header fields; names are compared without regard to case.
public final class Headers {
    private final Map<String, List<String>> fields = new TreeMap<>();

    public static Headers of(String... namesAndValues) {
        Headers out = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return out;
    }

    public Headers add(String name, String value) {
        fields.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1))
                .add(value);
        return this;
    }

    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /// All fields whose name begins so, with the rest of the name (lower case).
    public void withPrefix(String prefix, BiConsumer<String, List<String>> each) {
        String lower = prefix.toLowerCase(Locale.ROOT);
        fields.forEach((name, values) -> {
            if (name.startsWith(lower)) {
                each.accept(name.substring(lower.length()), values);
            }
        });
    }

    public void forEach(BiConsumer<String, List<String>> each) {
        fields.forEach(each);
    }

    @Override
    public String toString() {
        return fields.keySet().toString(); // no values: they hold credentials
    }
}
