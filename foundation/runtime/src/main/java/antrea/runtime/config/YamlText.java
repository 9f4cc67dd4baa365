package antrea.runtime.config;

import antrea.runtime.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// From YAML text (YAML 1.2, core schema) to a [Json] tree. Duplicate keys are refused.
public final class YamlText {
    private static final int MAX_CHARS = 4 * 1024 * 1024;
    private static final int MAX_ALIASES = 50;
    private static final int MAX_DEPTH = 100;

    private YamlText() {}

    /// Reads one document; the empty text is an empty object. `where` names the text in messages. Throws
    /// [ConfigException].
    public static Json read(String text, String where) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(where)
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(MAX_CHARS)
                .build();
        @Nullable Object tree;
        try {
            tree = new Load(settings).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new ConfigException(where + " is not valid YAML: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new ConfigException(where + " is nested too deep", e);
        }
        return tree == null ? Json.Obj.EMPTY : convert(tree, where, 0);
    }

    private static Json convert(@Nullable Object value, String where, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ConfigException(where + " is nested deeper than " + MAX_DEPTH);
        }
        return switch (value) {
            case null -> Json.Null.INSTANCE;
            case String text -> Json.of(text);
            case Boolean bool -> Json.of((boolean) bool);
            case Integer number -> Json.of((long) number);
            case Long number -> Json.of((long) number);
            case BigInteger number -> new Json.Num(new BigDecimal(number));
            case Double number -> number(number, where);
            case List<?> list -> list(list, where, depth);
            case Map<?, ?> map -> map(map, where, depth);
            default -> throw new ConfigException(where + ": unusable value " + value);
        };
    }

    private static Json number(double number, String where) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new ConfigException(where + ": not a finite number");
        }
        return Json.of(number);
    }

    private static Json list(List<?> list, String where, int depth) {
        List<Json> out = new ArrayList<>(list.size());
        for (Object element : list) {
            out.add(convert(element, where, depth + 1));
        }
        return Json.of(out);
    }

    private static Json map(Map<?, ?> map, String where, int depth) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new ConfigException(where + ": the key " + entry.getKey() + " is not a string; quote it");
            }
            out.put(key, convert(entry.getValue(), where, depth + 1));
        }
        return new Json.Obj(out);
    }
}
