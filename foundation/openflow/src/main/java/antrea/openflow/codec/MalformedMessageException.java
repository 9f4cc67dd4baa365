package antrea.openflow.codec;

/// Bytes that are no OpenFlow 1.5 message. The one exception of every reader here.
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedMessageException(String message) {
        super(message);
    }

    public MalformedMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
