package antrea.pipeline;

/// The switch program contradicts itself: a fault of the code that declared it, named in the message with what to
/// change.
public final class PipelineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PipelineException(String message) {
        super(message);
    }
}
