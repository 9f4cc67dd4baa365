package antrea.kube.access;

/// Credentials or addresses of the API server are missing or unreadable. The message names the file or variable.
public final class AccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AccessException(String message) {
        super(message);
    }

    public AccessException(String message, Throwable cause) {
        super(message, cause);
    }
}
