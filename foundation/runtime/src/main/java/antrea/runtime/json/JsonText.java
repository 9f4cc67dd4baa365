package antrea.runtime.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Between JSON text and [Json].
public final class JsonText {
    /// The one factory of the process. Duplicate members are refused, since two readers would see two objects.
    public static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonText() {}

    /// Reads one value and refuses anything but white space behind it. Throws [JsonException].
    public static Json read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /// As [#read(String)], for UTF-8 bytes.
    public static Json read(byte[] utf8) {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            if (parser.nextToken() == null) {
                throw new JsonException("empty text instead of JSON");
            }
            Json out = readValue(parser);
            if (parser.nextToken() != null) {
                throw new JsonException("more than one value");
            }
            return out;
        } catch (IOException e) {
            throw new JsonException("not JSON: " + e.getMessage(), e);
        }
    }

    /// Reads the value at whose first token the parser stands, and leaves it at the last one.
    public static Json readValue(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonException("JSON ends too early");
        }
        return switch (token) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> new Json.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(number(parser));
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> Json.Null.INSTANCE;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new JsonException("unexpected " + token);
        };
    }

    private static BigDecimal number(JsonParser parser) throws IOException {
        BigDecimal value;
        try {
            value = parser.getDecimalValue();
        } catch (NumberFormatException e) {
            // the parser knows a number by its look, and says so when its exponent has more digits than an int
            throw new JsonException("number out of bounds", e);
        }
        // 1e999999999 is four bytes of text and gigabytes as a number
        if (Math.abs((long) value.scale()) > 400 || value.precision() > 400) {
            throw new JsonException("number out of bounds");
        }
        return value;
    }

    private static Json readObject(JsonParser parser) throws IOException {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, readValue(parser));
        }
        return new Json.Obj(members);
    }

    private static Json readArray(JsonParser parser) throws IOException {
        List<Json> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(readValue(parser));
        }
        return new Json.Arr(elements);
    }

    /// Compact text.
    public static String write(Json value) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            writeValue(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    public static void writeValue(JsonGenerator generator, Json value) throws IOException {
        switch (value) {
            case Json.Obj(SequencedMap<String, Json> members) -> {
                generator.writeStartObject();
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    generator.writeFieldName(member.getKey());
                    writeValue(generator, member.getValue());
                }
                generator.writeEndObject();
            }
            case Json.Arr(List<Json> elements) -> {
                generator.writeStartArray();
                for (Json element : elements) {
                    writeValue(generator, element);
                }
                generator.writeEndArray();
            }
            case Json.Text(String text) -> generator.writeString(text);
            case Json.Num(BigDecimal number) -> generator.writeNumber(number);
            case Json.Bool(boolean bool) -> generator.writeBoolean(bool);
            case Json.Null _ -> generator.writeNull();
        }
    }
}
