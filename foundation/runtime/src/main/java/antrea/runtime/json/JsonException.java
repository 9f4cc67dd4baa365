package antrea.runtime.json;

/// Text that is not JSON, or JSON that is not of the expected shape. The message says where.
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JsonException(String message) {
        super(message);
    }

    public JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
