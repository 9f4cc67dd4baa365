package antrea.ovsdb;

import antrea.runtime.json.Json;
import java.util.List;
import java.util.UUID;

/// A clause of `where` (RFC 7047 section 5.1): `function` is `==`, `!=`, `includes`, `excludes`, …
public record Condition(String column, String function, Json value) {
    public static Condition equal(String column, String value) {
        return new Condition(column, "==", Json.of(value));
    }

    /// The row of that UUID.
    public static Condition row(UUID uuid) {
        return new Condition("_uuid", "==", Datums.uuid(uuid));
    }

    Json toJson() {
        return Json.of(List.of(Json.of(column), Json.of(function), value));
    }
}
