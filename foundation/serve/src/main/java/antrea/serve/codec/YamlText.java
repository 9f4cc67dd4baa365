package antrea.serve.codec;

import antrea.runtime.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// JSON values as YAML text, block style.
public final class YamlText {
    private YamlText() {}

    public static String write(Json value) {
        DumpSettings settings =
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Dump(settings).dumpToString(plain(value));
    }

    /// The plain objects that the YAML library writes; null is a value of YAML and lives only in here.
    @SuppressWarnings("NullAway") // the library's word for YAML null is Java's null
    private static Object plain(Json value) {
        return switch (value) {
            case Json.Obj(SequencedMap<String, Json> members) -> {
                Map<String, Object> out = new LinkedHashMap<>();
                members.forEach((k, v) -> out.put(k, plain(v)));
                yield out;
            }
            case Json.Arr(List<Json> elements) -> {
                List<Object> out = new ArrayList<>();
                elements.forEach(e -> out.add(plain(e)));
                yield out;
            }
            case Json.Text(String text) -> text;
            case Json.Num(BigDecimal number) -> number.scale() <= 0 ? number.toBigIntegerExact() : number.doubleValue();
            case Json.Bool(boolean bool) -> bool;
            case Json.Null _ -> null;
        };
    }
}
