package antrea.serve.codec;

/// Bytes that are not the protobuf message that was expected. The one exception of [ProtobufReader].
public final class ProtobufException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProtobufException(String message) {
        super(message);
    }

    public ProtobufException(String message, Throwable cause) {
        super(message, cause);
    }
}
