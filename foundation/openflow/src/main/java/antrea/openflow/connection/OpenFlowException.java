package antrea.openflow.connection;

/// A fault of the session with the switch. Refused flows are no fault but an [Outcome].
public final class OpenFlowException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;

    /// What went wrong.
    public enum Code {
        /// The socket cannot be reached, or the line broke while waiting. The connection comes back by itself and
        /// says so; whether a request that was under way took effect is not known.
        DISCONNECTED,
        /// No answer in time.
        TIMED_OUT,
        /// The waiting thread was interrupted.
        INTERRUPTED,
        /// The bridge does not speak OpenFlow 1.5.
        VERSION,
        /// The switch answered a request with an error, or with something that cannot be read.
        REFUSED
    }

    public OpenFlowException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public OpenFlowException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
