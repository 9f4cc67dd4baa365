package antrea.serve.resource;

import antrea.runtime.json.Json;
import antrea.serve.codec.WireObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/// How objects become the rows of `kubectl get` (meta.k8s.io Table). `cells` gets the JSON of an object and gives
/// one value per column.
public record Table(List<TableColumn> columns, Function<Json.Obj, List<Json>> cells) {
    /// Name and age, as the API server shows kinds it knows nothing of.
    public static final Table STANDARD = new Table(
            List.of(
                    new TableColumn("Name", "string", "name", "Name of the object", 0),
                    new TableColumn("Created At", "date", "", "Time of its creation", 0)),
            json -> {
                Json.Obj metadata = json.object("metadata");
                return List.of(
                        Json.of(metadata.text("name", "")),
                        metadata.get("creationTimestamp").orElse(Json.Null.INSTANCE));
            });

    public Table {
        columns = List.copyOf(columns);
    }

    /// The Table object. `include`: Metadata, Object or None, as the query parameter `includeObject` says.
    public Json.Obj render(List<WireObject> objects, String version, String include) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        out.put("kind", Json.of("Table"));
        out.put("apiVersion", Json.of("meta.k8s.io/" + version));
        out.put("metadata", Json.Obj.EMPTY);
        List<Json> definitions = new ArrayList<>();
        for (TableColumn column : columns) {
            definitions.add(Json.Obj.EMPTY
                    .with("name", column.name())
                    .with("type", column.type())
                    .with("format", column.format())
                    .with("description", column.description())
                    .with("priority", column.priority()));
        }
        out.put("columnDefinitions", Json.of(definitions));
        List<Json> rows = new ArrayList<>();
        objects.forEach(o -> rows.add(row(o.json(), version, include)));
        out.put("rows", Json.of(rows));
        return new Json.Obj(out);
    }

    private Json.Obj row(Json.Obj json, String version, String include) {
        Json.Obj row = Json.Obj.EMPTY.with("cells", Json.of(cells.apply(json)));
        return switch (include) {
            case "None" -> row;
            case "Object" -> row.with("object", json);
            default ->
                row.with(
                        "object",
                        Json.Obj.EMPTY
                                .with("kind", "PartialObjectMetadata")
                                .with("apiVersion", "meta.k8s.io/" + version)
                                .with("metadata", json.object("metadata")));
        };
    }
}
