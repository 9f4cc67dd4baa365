package antrea.networkpolicy.node;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts equal lines of refused packets together: senders try again. A line waits for a second and then tells how
/// often it came. For one thread at a time.
final class PacketRepeats {
    static final Duration WINDOW = Duration.ofSeconds(1);

    private record Seen(Instant first, long count) {}

    private final Map<String, Seen> seen = new LinkedHashMap<>();

    void observe(String line, Instant now) {
        Seen before = seen.get(line);
        if (before == null) {
            seen.put(line, new Seen(now, 1));
        } else {
            seen.put(line, new Seen(before.first, before.count + 1));
        }
    }

    /// When the next line is due.
    Optional<Instant> nextDue() {
        return seen.isEmpty()
                ? Optional.empty()
                : Optional.of(seen.values().iterator().next().first.plus(WINDOW));
    }

    /// The lines whose second is over, the oldest first.
    List<String> takeDue(Instant now) {
        List<String> out = new ArrayList<>();
        while (nextDue().filter(due -> !due.isAfter(now)).isPresent()) {
            Map.Entry<String, Seen> first = seen.entrySet().iterator().next();
            out.add(line(first.getKey(), first.getValue(), now));
            seen.remove(first.getKey());
        }
        return out;
    }

    /// All lines, due or not.
    List<String> takeAll(Instant now) {
        List<String> out = new ArrayList<>();
        seen.forEach((line, entry) -> out.add(line(line, entry, now)));
        seen.clear();
        return out;
    }

    private static String line(String line, Seen entry, Instant now) {
        return entry.count == 1
                ? line
                : line + " [" + entry.count + " packets in " + seconds(Duration.between(entry.first, now)) + "]";
    }

    /// As Go prints durations of some seconds: `1.0113s`.
    private static String seconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros();
        return seconds.toPlainString() + "s";
    }
}
