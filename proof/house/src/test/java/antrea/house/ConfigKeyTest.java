package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.agent.config.AgentConfig;
import antrea.controller.config.ControllerConfig;
import antrea.runtime.config.ConfigException;
import antrea.runtime.config.ConfigKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// R11: a value of a declared key arrives in the configuration, or is refused. A key that is declared and whose value
/// is then dropped would be accepted and ignored. ConfigReadTest says who reads what arrives.
class ConfigKeyTest {
    /// One of these is a good value of any key that is text.
    private static final List<String> TEXTS = List.of("word", "10.7.0.0/16", "\"fd00:7::/108\"", "7001-7002");

    private static List<String> values(String kind) {
        if (kind.startsWith("one of ")) {
            return List.of(kind.substring("one of ".length()).split(", ", -1));
        }
        return switch (kind) {
            case "string" -> TEXTS;
            case "list of strings" ->
                TEXTS.stream().map(text -> "[" + text + "]").toList();
            case "list of whole numbers" -> List.of("[2]");
            case "true or false" -> List.of("true", "false");
            case "whole number" -> List.of("7", "25", "65", "1400");
            case "number" -> List.of("7.5");
            case "duration" -> List.of("7s");
            case "true or false by name" -> List.of("{TopologyAwareHints: false, AntreaPolicy: false}");
            case "list of objects" -> List.of("[{}]");
            default -> throw new AssertionError("a kind of key that this test has no value of: " + kind);
        };
    }

    /// As `a: {b: [{c: value}]}` for `a.b[].c`.
    private static String file(String path, String value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return path + ": " + value;
        }
        String inner = "{" + file(path.substring(dot + 1), value) + "}";
        String head = path.substring(0, dot);
        return head.endsWith("[]") ? head.substring(0, head.length() - 2) + ": [" + inner + "]" : head + ": " + inner;
    }

    /// Files with one key whose value is accepted and changes nothing.
    private static Set<String> ignored(List<ConfigKey> keys, UnaryOperator<String> read) {
        String defaults = read.apply("");
        Set<String> out = new TreeSet<>();
        for (ConfigKey key : keys) {
            for (String value : values(key.kind())) {
                String file = file(key.path(), value);
                if (!value.equalsIgnoreCase(key.byDefault()) && isIgnored(file, read, defaults)) {
                    out.add(file);
                }
            }
        }
        return out;
    }

    private static boolean isIgnored(String file, UnaryOperator<String> read, String defaults) {
        try {
            return read.apply(file).equals(defaults);
        } catch (ConfigException _) {
            return false; // what is refused is not ignored
        }
    }

    @Test
    void noKeyOfTheAgentIsAcceptedAndDropped() {
        assertEquals(Set.of(), ignored(AgentConfig.keys(), file -> AgentConfig.read(file, "x", Map.of())
                .toString()));
    }

    @Test
    void noKeyOfTheControllerIsAcceptedAndDropped() {
        assertEquals(Set.of(), ignored(ControllerConfig.keys(), file -> ControllerConfig.read(file, "x")
                .toString()));
    }

    @Test
    void aKeyThatIsDroppedIsFound() {
        List<ConfigKey> keys = List.of(new ConfigKey("a.b", "duration", ""), new ConfigKey("c", "duration", "5s"));
        assertEquals(Set.of("a: {b: 7s}"), ignored(keys, file -> file.startsWith("a") ? "" : file));
    }
}
