package antrea.reconcile;

/// A plane as a whole cannot be read or changed now, for example because the switch is away.
public final class DriverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DriverException(String message) {
        super(message);
    }

    public DriverException(String message, Throwable cause) {
        super(message, cause);
    }
}
