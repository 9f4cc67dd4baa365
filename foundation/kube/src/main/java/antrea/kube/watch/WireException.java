package antrea.kube.watch;

import org.jspecify.annotations.Nullable;

/// The bytes of a list or a watch are broken: nothing behind them can be trusted, the connection has to be made
/// anew.
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        this(message, null);
    }

    public WireException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
