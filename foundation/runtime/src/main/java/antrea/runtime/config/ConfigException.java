package antrea.runtime.config;

import org.jspecify.annotations.Nullable;

/// A configuration that cannot be used as it stands. The message names file, key and remedy; the process must not
/// start.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        this(message, null);
    }

    public ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
