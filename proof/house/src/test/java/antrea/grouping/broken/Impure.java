package antrea.grouping.broken;

import antrea.runtime.config.ConfigSection;
import antrea.runtime.metrics.Metric;
import antrea.service.node.broken.BrokenNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/// In a package that only calculates, with everything that such a one may not do; and it knows a feature, and
/// declares a metric and reads an option where no list would have them.
final class Impure {
    private Impure() {}

    static List<Object> clocks() {
        return List.of(
                System.currentTimeMillis(),
                System.nanoTime(),
                Instant.now(),
                java.time.Clock.systemUTC(),
                java.time.InstantSource.system());
    }

    static List<Object> lots(List<Object> shuffled) {
        Collections.shuffle(shuffled);
        return List.of(
                Math.random(),
                new Random(),
                new SplittableRandom(),
                ThreadLocalRandom.current(),
                RandomGenerator.getDefault(),
                UUID.randomUUID());
    }

    static List<Object> world() {
        return List.of(Files.exists(Path.of("a")), Thread.currentThread());
    }

    static Metric metric() {
        return Metric.gauge("antrea_broken", Metric.Stability.ALPHA, "Declared where nobody looks for it.");
    }

    static String option() {
        return ConfigSection.class.getName();
    }

    static BrokenNode feature() {
        return new BrokenNode();
    }
}
