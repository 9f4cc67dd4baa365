package antrea.runtime.log;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// A logger of one name.
final class KlogLogger implements System.Logger {
    private final String name;
    private final LogBackend backend;

    KlogLogger(String name, LogBackend backend) {
        this.name = name;
        this.backend = backend;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return backend.wants(level);
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            String text = String.valueOf(message);
            backend.write(level, name, thrown == null ? text : LogLine.withTrace(text, thrown));
        }
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... params) {
        if (isLoggable(level)) {
            backend.write(level, name, LogLine.format(String.valueOf(format), params));
        }
    }
}
