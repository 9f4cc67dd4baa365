package antrea.serve.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parameters behind the question mark, decoded.
public record Query(Map<String, List<String>> parameters) {
    public static final Query EMPTY = new Query(Map.of());

    public Query {
        parameters = Map.copyOf(parameters);
    }

    /// Parses the raw text. Throws [StatusException] 400 for a broken escape.
    public static Query parse(String raw) {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        Map<String, List<String>> out = new LinkedHashMap<>();
        for (String pair : raw.split("&", 1000)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (!name.isEmpty()) {
                out.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
            }
        }
        return new Query(out);
    }

    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /// `true`, `1` or a parameter without value, as Kubernetes reads booleans in queries.
    public boolean flag(String name) {
        return first(name).map(v -> !v.equals("false") && !v.equals("0")).orElse(false);
    }

    /// A whole number; throws [StatusException] 400 for anything else.
    public Optional<Long> number(String name) {
        return first(name).filter(v -> !v.isEmpty()).map(v -> {
            try {
                return Long.valueOf(v);
            } catch (NumberFormatException e) {
                throw new StatusException(Status.badRequest(name + ": not a number: \"" + v + "\""), e);
            }
        });
    }

    static String decode(String raw) {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new StatusException(Status.badRequest("broken escape in the URL: " + raw), e);
        }
    }
}
