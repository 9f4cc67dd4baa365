package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.runtime.config.YamlText;
import antrea.runtime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A values file for the chart of Antrea 1.15 is read here as it is: `generate` refuses a key that values.yaml does
/// not have.
class ChartValuesTest {
    /// Keys that are new here.
    private static final List<String> NEW = List.of("ovs.datapathType");

    private static List<String> original() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ChartValuesTest.class.getResourceAsStream("chart-values-1.15.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static void collect(Json value, String path, List<String> out) {
        if (!path.isEmpty()) {
            out.add(path);
        }
        if (value instanceof Json.Obj map) {
            map.members().forEach((key, below) -> collect(below, path.isEmpty() ? key : path + "." + key, out));
        }
    }

    private static boolean isWithin(String path, String other) {
        return (path + ".").startsWith(other + ".");
    }

    @Test
    void everyValueOfTheOriginalIsKnownAndNoOther() throws IOException {
        List<String> here = new ArrayList<>();
        String text = Files.readString(SourceTree.root().resolve("apps/manifests/values.yaml"));
        collect(YamlText.read(text, "values.yaml"), "", here);
        List<String> original = original();
        assertEquals(List.of(), original.stream().filter(o -> !here.contains(o)).toList());
        assertEquals(
                NEW,
                here.stream()
                        .filter(h -> original.stream().noneMatch(o -> isWithin(h, o) || isWithin(o, h)))
                        .toList());
    }
}
