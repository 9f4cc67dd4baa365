package antrea.nodenetwork.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Cidr;
import antrea.runtime.config.YamlText;
import antrea.runtime.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The API server drops fields that the CRD does not know and refuses values of another kind; columns that find
/// nothing stay empty. So what we write is held against the CRD that we install.
class AgentInfoSchemaTest {
    private static final Pattern STEP = Pattern.compile("\\.(\\w+)(?:\\[\\?\\(@\\.type=='(\\w+)'\\)])?");

    private static Json.Obj crd() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("GLOSSARY.md"))) {
            root = Objects.requireNonNull(root.getParent(), "not inside the repository");
        }
        Path file = root.resolve("apps/manifests/crds/antreaagentinfos.yaml");
        Json tree = YamlText.read(Files.readString(file), file.toString());
        return tree.asObject("").object("spec").list("versions").getFirst().asObject("");
    }

    private static Json.Obj info() {
        SequencedMap<String, Integer> flows = new LinkedHashMap<>(Map.of("Output", 5));
        return new AgentInfo(
                        new AgentInfo.Place(
                                "v1.15.0",
                                "kube-system",
                                "antrea-agent-x",
                                "n1",
                                List.of(Cidr.parse("10.1.0.0/24"), Cidr.parse("fd00:1::/64")),
                                "br-int",
                                10350,
                                "PEM"),
                        new AgentInfo.Counts(2, 6, 7, 8, flows),
                        new AgentInfo.Connections(true, false, true, Optional.of("3.1.0")),
                        Instant.parse("2026-01-02T03:04:05.6Z"))
                .whole(Json.Obj.EMPTY);
    }

    private static void check(String path, Json.Obj schema, Json value) {
        switch (schema.text("type")) {
            case "object" ->
                value.asObject(path).members().forEach((name, member) -> {
                    Optional<Json> known =
                            schema.object("properties").get(name).or(() -> schema.get("additionalProperties"));
                    assertTrue(known.isPresent(), () -> path + "." + name + " is not in the CRD");
                    check(path + "." + name, known.orElseThrow().asObject(path), member);
                });
            case "array" -> value.asList(path).forEach(e -> check(path + "[]", schema.object("items"), e));
            case "integer" -> assertTrue(value.asLong(path) >= 0);
            case "string" -> checkText(path, schema, value.asText(path));
            default -> throw new AssertionError(path + ": a type that this test does not know");
        }
        schema.list("required").forEach(r -> value.asObject(path).need(r.asText(path)));
    }

    private static void checkText(String path, Json.Obj schema, String text) {
        List<Json> allowed = schema.list("enum");
        assertTrue(allowed.isEmpty() || allowed.contains(Json.of(text)), () -> path + " may not be " + text);
        switch (schema.text("format", "")) {
            case "date-time" ->
                assertEquals("2026-01-02T03:04:05Z", Instant.parse(text).toString());
            case "byte" -> assertEquals("PEM", new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
            default -> assertFalse(text.isEmpty(), path);
        }
    }

    @Test
    void everyFieldIsInTheSchema() throws IOException {
        check("", crd().object("schema").object("openAPIV3Schema"), info());
    }

    @Test
    void everyPrintedColumnFindsItsValue() throws IOException {
        List<String> names = crd().list("additionalPrinterColumns").stream()
                .map(c -> c.asObject("").text("name"))
                .toList();
        assertEquals(List.of("Healthy", "Last Heartbeat", "Version", "Node", "Num Pods", "Subnets"), names);
        for (Json column : crd().list("additionalPrinterColumns")) {
            String path = column.asObject("").text("jsonPath");
            assertTrue(find(info(), path).isPresent(), () -> path + " finds nothing");
        }
        assertEquals(Optional.of(Json.of("True")), find(info(), ".agentConditions[?(@.type=='AgentHealthy')].status"));
    }

    /// The part of JSONPath that the columns use.
    private static Optional<Json> find(Json.Obj from, String path) {
        Optional<Json> at = Optional.of(from);
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            String name = step.group(1);
            at = at.flatMap(j -> j.asObject(path).get(name));
            Optional<String> type = Optional.ofNullable(step.group(2));
            if (type.isPresent()) {
                at = at.flatMap(j -> j.asList(path).stream()
                        .filter(e -> e.asObject(path).text("type").equals(type.get()))
                        .findFirst());
            }
        }
        return at;
    }
}
