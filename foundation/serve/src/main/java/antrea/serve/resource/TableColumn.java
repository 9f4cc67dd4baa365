package antrea.serve.resource;

/// A column of `kubectl get`. `type` and `format` are those of OpenAPI ("string", "name" for the object's name);
/// columns of priority 0 are always shown, others with `-o wide`.
public record TableColumn(String name, String type, String format, String description, int priority) {
    public static TableColumn text(String name, String description) {
        return new TableColumn(name, "string", "", description, 0);
    }

    public static TableColumn number(String name, String description) {
        return new TableColumn(name, "integer", "", description, 0);
    }
}
