package antrea.runtime.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes lines as klog does: `I1122 13:45:06.123456    4711 ListWatch] message`.
final class LogLine {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendPattern("MMdd HH:mm:ss.SSSSSS").toFormatter(Locale.ROOT);

    private LogLine() {}

    static String of(LocalDateTime time, Level level, long pid, String logger, String message) {
        return letter(level) + TIME.format(time) + " "
                + " ".repeat(Math.max(0, 7 - Long.toString(pid).length())) + pid + " "
                + logger.substring(logger.lastIndexOf('.') + 1) + "] " + message + "\n";
    }

    private static char letter(Level level) {
        return switch (level) {
            case ERROR, OFF -> 'E';
            case WARNING -> 'W';
            case INFO, DEBUG, TRACE, ALL -> 'I';
        };
    }

    /// Puts the parameters in place of `{0}`, `{1}` … as they print themselves: no grouping of digits, no quoting
    /// rules.
    static String format(String pattern, @Nullable Object @Nullable ... parameters) {
        if (parameters == null || parameters.length == 0 || pattern.indexOf('{') < 0) {
            return pattern;
        }
        StringBuilder out = new StringBuilder(pattern.length() + 32);
        int at = 0;
        while (at < pattern.length()) {
            int close = pattern.charAt(at) == '{' ? pattern.indexOf('}', at) : -1;
            int index = close < 0 ? -1 : index(pattern, at + 1, close);
            if (index >= 0 && index < parameters.length) {
                out.append(parameters[index]);
                at = close + 1;
            } else {
                out.append(pattern.charAt(at++));
            }
        }
        return out.toString();
    }

    private static int index(String pattern, int from, int to) {
        if (to - from != 1 || !Character.isDigit(pattern.charAt(from))) {
            return -1;
        }
        return pattern.charAt(from) - '0';
    }

    static String withTrace(String message, Throwable thrown) {
        StringWriter out = new StringWriter();
        out.append(message).append('\n');
        thrown.printStackTrace(new PrintWriter(out, true));
        return out.toString().stripTrailing();
    }
}
