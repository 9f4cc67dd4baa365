package antrea.runtime.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Go programs write them, since the configuration files do: `1h30m`, `1.5s`, `300ms`.
public final class GoDuration {
    private static final Pattern PART =
            Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{0,18})?|\\.[0-9]{1,18})(ns|us|µs|μs|ms|s|m|h)");
    private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /// Empty when the text is no duration or is longer than 292 years.
    public static Optional<Duration> tryParse(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(rest);
        int end = 0;
        while (part.find() && part.start() == end) {
            end = part.end();
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(nanosOf(part.group(2))));
        }
        if (end == 0 || end != rest.length() || nanos.compareTo(LONGEST_NANOS) > 0) {
            return Optional.empty();
        }
        long value = nanos.longValue();
        return Optional.of(Duration.ofNanos(negative ? -value : value));
    }

    private static BigDecimal nanosOf(String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "ns" -> 1L;
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> 1_000L;
                });
    }
}
