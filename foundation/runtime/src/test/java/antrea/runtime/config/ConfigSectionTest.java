package antrea.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSectionTest {
    private static ConfigSection yaml(String text) {
        return ConfigSection.ofYaml(text, "test.conf");
    }

    private static String refusal(String text, Consumer<ConfigSection> read) {
        return String.valueOf(assertThrows(ConfigException.class, () -> {
                    ConfigSection section = yaml(text);
                    read.accept(section);
                    section.finish();
                })
                .getMessage());
    }

    @Test
    void everyKindOfValueIsRead() {
        ConfigSection section = yaml("""
                name: br-int
                on: true
                mtu: 1450
                wait: 1m30s
                cidrs: [10.0.0.0/8, "fd00::/8"]
                versions: [1, 3]
                inner:
                  port: 8080
                rules:
                - direction: in
                flags: {A: true, B: false}
                """);
        assertEquals("br-int", section.text("name", ""));
        assertTrue(section.bool("on", false));
        assertEquals(1450, section.integer("mtu", 0, 0, 9000));
        assertEquals(Duration.ofSeconds(90), section.duration("wait", Duration.ZERO));
        assertEquals(
                List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")), section.parsedList("cidrs", Cidr::parse));
        assertEquals(List.of(1, 3), section.integers("versions", List.of(2), 1, 3));
        assertEquals(8080, section.section("inner").port("port", 1));
        assertEquals("in", section.sections("rules").get(0).text("direction", ""));
        assertEquals(Map.of("A", true, "B", false), section.flags("flags"));
        section.finish();
    }

    @Test
    void absentNullEmptyAndZeroAreTheDefault() {
        ConfigSection section = yaml("a: \nb: ''\nc: 0\nd:\n");
        assertEquals("x", section.text("a", "x"));
        assertEquals("x", section.text("b", "x"));
        assertEquals(7, section.integer("c", 7, 1, 9));
        assertEquals(List.of(), section.texts("d"));
        assertEquals(7, section.section("d").integer("e", 7, 1, 9));
        assertEquals(0, section.integerOrZero("c", 7, 1, 9));
        assertEquals(7, section.integerOrZero("a", 7, 1, 9));
        assertEquals(List.of(1, 2), section.integers("d", List.of(1, 2), 1, 9));
        section.finish();
        yaml("").finish();
    }

    @Test
    void unknownKeysAreRefusedWithTheNearestKnownOne() {
        String message = refusal("trafficEncapMod: encap\negress:\n  exceptCIDR: []\nwhatever: 1\n", s -> {
            s.text("trafficEncapMode", "");
            s.section("egress").texts("exceptCIDRs");
        });
        assertEquals(
                "test.conf: unknown key trafficEncapMod (did you mean trafficEncapMode?); unknown key whatever; "
                        + "unknown key egress.exceptCIDR (did you mean egress.exceptCIDRs?)",
                message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: 5      | bool     | a: expected true or false, got 5
            a: x      | integer  | a: expected a whole number, got "x"
            a: 1.5    | integer  | a: expected a whole number, got 1.5
            a: 70000  | port     | a: must be between 1 and 65535, got 70000
            a: [1]    | text     | a: expected a string, got [1]
            a: {b: 1} | text     | a: expected a string, got {"b":1}
            a: x      | list     | a: expected a list, got "x"
            a: x      | section  | a: expected keys below it, got "x"
            a: 5      | duration | a: expected a duration like 5s or 1m30s, got "5"
            a: 10/8   | cidr     | a: not a CIDR: "10/8"
            """)
    void wrongKindsAreRefusedByPath(String text, String read, String expected) {
        String message = refusal(text, s -> {
            switch (read) {
                case "bool" -> s.bool("a", false);
                case "integer" -> s.integer("a", 0, 0, 10);
                case "port" -> s.port("a", 0);
                case "text" -> s.text("a", "");
                case "list" -> s.texts("a");
                case "section" -> s.section("a");
                case "duration" -> s.duration("a", Duration.ZERO);
                default -> s.parsed("a", Cidr::parse);
            }
        });
        assertEquals("test.conf: " + expected, message);
    }

    @Test
    void numbersAndBooleansAreStringsWhereAStringIsWanted() {
        assertEquals("1450", yaml("a: 1450").text("a", ""));
        assertEquals("true", yaml("a: true").text("a", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'a: 1\na: 2'  | duplicate key a
            'a: [1'       | not valid YAML
            '1: a'        | the key 1 is not a string
            '- a'         | the file holds no keys
            'a: .nan'     | not a finite number
            """)
    void textsThatAreNoConfigurationAreRefused(String text, String expected) {
        String message = refusal(text.replace("\\n", "\n"), s -> s.text("a", ""));
        assertTrue(message.contains(expected), message);
    }

    @Property(tries = 300)
    void anyTextIsReadOrRefused(@ForAll String text) {
        try {
            yaml(text).finish();
        } catch (ConfigException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("test.conf"), e.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5s,5000",
        "1h30m,5400000",
        "1.5s,1500",
        "300ms,300",
        "-2s,-2000",
        "0,0",
        "+1s,1000",
        ".5s,500",
        "1500us,1"
    })
    void durationsAreReadAsGoReadsThem(String text, long millis) {
        assertEquals(Optional.of(millis), GoDuration.tryParse(text).map(Duration::toMillis));
    }

    @ParameterizedTest
    @CsvSource({"5", "s", "5 s", "1h30", "5x", "''", "-", "9999999999h", "1s1"})
    void otherTextsAreNoDurations(String text) {
        assertEquals(Optional.empty(), GoDuration.tryParse(text));
    }

    @Test
    void rulesAreRefusedOnlyWhenTheyAreBroken() {
        List<ConfigRule<Map<String, Boolean>>> list = List.of(
                new ConfigRule<>("a.enable", c -> c.get("a"), "is not there yet; remove it"),
                new ConfigRule<>("b.enable", c -> c.get("b"), "is not there yet"));
        ConfigRule.check(list, Map.of("a", false, "b", false), "test.conf");
        String message = assertThrows(
                        ConfigException.class, () -> ConfigRule.check(list, Map.of("a", true, "b", true), "test.conf"))
                .getMessage();
        assertEquals("test.conf: a.enable: is not there yet; remove it; b.enable: is not there yet", message);
    }

    @Test
    void keysAreListedAsTheyWereRead() {
        ConfigSection file = yaml("list: [{}]");
        file.section("a").integer("number", 5, 1, 9);
        file.sections("list").getFirst().choice("word", "x", List.of("x", "y"), w -> w);
        file.duration("time", Duration.ofMinutes(2));
        file.text("time", "");
        assertEquals(
                List.of(
                        new ConfigKey("list", "list of objects", ""),
                        new ConfigKey("time", "duration", "120s"),
                        new ConfigKey("time", "string", ""),
                        new ConfigKey("a.number", "whole number", "5"),
                        new ConfigKey("list[].word", "one of x, y", "x")),
                file.keys());
    }
}
