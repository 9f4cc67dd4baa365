package antrea.serve.codec;

import antrea.runtime.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The metadata that a served object carries (metav1.ObjectMeta, the fields in use). An empty text and generation
/// 0 mean "not set".
public record ObjectMeta(
        String name,
        String namespace,
        String uid,
        long generation,
        Optional<Instant> created,
        Map<String, String> labels) {
    public static final ObjectMeta EMPTY = named("");

    public ObjectMeta {
        labels = Map.copyOf(labels);
    }

    public static ObjectMeta named(String name) {
        return new ObjectMeta(name, "", "", 0, Optional.empty(), Map.of());
    }

    public static ObjectMeta namespaced(String namespace, String name) {
        return new ObjectMeta(name, namespace, "", 0, Optional.empty(), Map.of());
    }

    public ObjectMeta withUid(String other) {
        return new ObjectMeta(name, namespace, other, generation, created, labels);
    }

    public ObjectMeta withGeneration(long other) {
        return new ObjectMeta(name, namespace, uid, other, created, labels);
    }

    public ObjectMeta withCreated(Instant time) {
        return new ObjectMeta(name, namespace, uid, generation, Optional.of(time), labels);
    }

    /// As Go writes it: unset members are absent, except `creationTimestamp`, which is null.
    public Json.Obj toJson() {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        putUnlessEmpty(out, "name", name);
        putUnlessEmpty(out, "namespace", namespace);
        putUnlessEmpty(out, "uid", uid);
        if (generation != 0) {
            out.put("generation", Json.of(generation));
        }
        out.put("creationTimestamp", created.map(ObjectMeta::timeJson).orElse(Json.Null.INSTANCE));
        if (!labels.isEmpty()) {
            SequencedMap<String, Json> sorted = new LinkedHashMap<>();
            labels.keySet().stream().sorted().forEach(k -> sorted.put(k, Json.of(labels.getOrDefault(k, ""))));
            out.put("labels", new Json.Obj(sorted));
        }
        return new Json.Obj(out);
    }

    /// Fields 1 to 8 always, labels (11) when there are any.
    public void write(ProtobufWriter out, int field) {
        out.message(field, meta -> {
            meta.text(1, name);
            meta.text(2, "");
            meta.text(3, namespace);
            meta.text(4, "");
            meta.text(5, uid);
            meta.text(6, "");
            meta.integer(7, generation);
            writeTime(meta, 8, created);
            labels.keySet().stream()
                    .sorted()
                    .forEach(key -> meta.message(11, entry -> {
                        entry.text(1, key);
                        entry.text(2, labels.getOrDefault(key, ""));
                    }));
        });
    }

    /// Reads the fields of this record from a metav1.ObjectMeta in protobuf.
    public static ObjectMeta read(ProtobufReader in) {
        ObjectMeta out = EMPTY;
        Map<String, String> labels = new LinkedHashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 ->
                    out = new ObjectMeta(in.text(), out.namespace, out.uid, out.generation, out.created, Map.of());
                case 3 -> out = new ObjectMeta(out.name, in.text(), out.uid, out.generation, out.created, Map.of());
                case 5 -> out = out.withUid(in.text());
                case 7 -> out = out.withGeneration(in.integer());
                case 8 ->
                    out = new ObjectMeta(
                            out.name, out.namespace, out.uid, out.generation, readTime(in.message()), Map.of());
                case 11 -> readEntry(in.message(), labels);
                default -> {} // fields that nobody here reads
            }
        }
        return new ObjectMeta(out.name, out.namespace, out.uid, out.generation, out.created, labels);
    }

    /// Reads the fields of this record from the `metadata` member of an object.
    public static ObjectMeta read(Json.Obj metadata) {
        Map<String, String> labels = new LinkedHashMap<>();
        metadata.object("labels").members().forEach((k, v) -> labels.put(k, v.asText("metadata.labels")));
        return new ObjectMeta(
                metadata.text("name", ""),
                metadata.text("namespace", ""),
                metadata.text("uid", ""),
                metadata.number("generation", 0),
                Optional.empty(),
                labels);
    }

    /// metav1.Time: seconds (1) and nanos (2, always 0), or an empty message when not set.
    public static void writeTime(ProtobufWriter out, int field, Optional<Instant> time) {
        out.message(
                field,
                t -> time.ifPresent(instant -> {
                    t.integer(1, instant.getEpochSecond());
                    t.integer(2, 0);
                }));
    }

    /// Reads what [#writeTime] writes; an instant out of Java's range is refused.
    public static Optional<Instant> readTime(ProtobufReader in) {
        boolean any = false;
        long seconds = 0;
        while (in.next()) {
            any = true;
            if (in.field() == 1) {
                seconds = in.integer();
            }
        }
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw new ProtobufException("a time out of bounds: " + seconds + " s");
        }
        return any ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }

    /// RFC 3339 in UTC with whole seconds.
    public static Json timeJson(Instant time) {
        return Json.of(time.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static void readEntry(ProtobufReader in, Map<String, String> into) {
        String key = "";
        String value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> {} // skipped
            }
        }
        into.put(key, value);
    }

    private static void putUnlessEmpty(SequencedMap<String, Json> out, String name, String value) {
        if (!value.isEmpty()) {
            out.put(name, Json.of(value));
        }
    }
}
