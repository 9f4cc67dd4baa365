package antrea.serve.resource;

import java.time.Duration;

/// Ages as `kubectl get` shows them: `59s`, `9m7s`, `3h`, `2d4h` (k8s.io/apimachinery util/duration,
/// HumanDuration).
public final class HumanAge {
    private static final long DAYS_OF_YEAR = 365;

    private HumanAge() {}

    public static String of(Duration age) {
        if (age.isNegative()) {
            return "0s";
        }
        long seconds = age.toSeconds();
        long minutes = age.toMinutes();
        long hours = age.toHours();
        long days = age.toDays();
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (hours < 3) {
            return minutes + "m";
        }
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (days < 8) {
            return two(days, "d", hours % 24, "h");
        }
        if (days < 2 * DAYS_OF_YEAR) {
            return days + "d";
        }
        if (days < 8 * DAYS_OF_YEAR) {
            return two(days / DAYS_OF_YEAR, "y", days % DAYS_OF_YEAR, "d");
        }
        return days / DAYS_OF_YEAR + "y";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : small + smallUnit);
    }
}
