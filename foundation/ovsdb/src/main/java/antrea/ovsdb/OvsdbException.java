package antrea.ovsdb;

/// A fault of the database session. The message names the object (socket, table, row) and what to do next.
public final class OvsdbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What went wrong, for callers that decide by it.
    public enum Reason {
        /// No connection to the server; the session reconnects by itself, so the call may be repeated.
        DISCONNECTED,
        /// The server did not answer in time; the connection is dropped and made anew. A transaction may or may
        /// not have been done: read the replica before repeating.
        TIMED_OUT,
        /// The server refused an operation; nothing of the transaction was done.
        REFUSED,
        /// A row that the caller named is not in the database.
        NO_SUCH_ROW,
        /// The peer does not speak RFC 7047, or a column is not of the expected kind.
        PROTOCOL
    }

    private final Reason reason;

    public OvsdbException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public OvsdbException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
