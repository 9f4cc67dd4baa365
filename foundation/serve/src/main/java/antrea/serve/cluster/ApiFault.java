package antrea.serve.cluster;

/// The cluster's API server could not be reached or refused a request that should succeed. `code` is the HTTP
/// status, 0 when there was no answer.
public final class ApiFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    public ApiFault(int code, String message) {
        super(message);
        this.code = code;
    }

    public ApiFault(int code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
