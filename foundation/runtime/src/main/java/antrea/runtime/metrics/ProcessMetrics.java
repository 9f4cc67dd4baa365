package antrea.runtime.metrics;

import antrea.runtime.metrics.Metric.Stability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The metrics `process_*` that every Prometheus target has, from procfs.
public final class ProcessMetrics {
    private static final Path SELF = Path.of("/proc/self");
    // proc(5): kernels report these in units of USER_HZ, which is 100 everywhere, and of 4096-byte pages on x86 and
    // arm64
    private static final double TICKS_PER_SECOND = 100;
    private static final long PAGE_BYTES = 4096;

    private static final Metric CPU = Metric.counter(
            "process_cpu_seconds_total", Stability.NONE, "Total user and system CPU time spent in seconds.");
    private static final Metric MEMORY =
            Metric.gauge("process_resident_memory_bytes", Stability.NONE, "Resident memory size in bytes.");
    private static final Metric FILES =
            Metric.gauge("process_open_fds", Stability.NONE, "Number of open file descriptors.");
    private static final Metric START = Metric.gauge(
            "process_start_time_seconds", Stability.NONE, "Start time of the process since unix epoch in seconds.");

    private ProcessMetrics() {}

    /// What is declared here.
    public static List<Metric> all() {
        return List.of(CPU, MEMORY, FILES, START);
    }

    public static void register(MetricRegistry registry) {
        registry.asked(CPU, () -> (field(11) + field(12)) / TICKS_PER_SECOND);
        registry.asked(MEMORY, () -> field(21) * PAGE_BYTES);
        registry.asked(FILES, ProcessMetrics::openFiles);
        registry.asked(START, () -> ProcessHandle.current()
                .info()
                .startInstant()
                .map(i -> i.toEpochMilli() / 1000.0)
                .orElse(0.0));
    }

    /// A field of /proc/self/stat, counted from 0 behind the name; 0 when it is unreadable.
    private static double field(int index) {
        try {
            String text = Files.readString(SELF.resolve("stat"));
            return Double.parseDouble(text.substring(text.lastIndexOf(')') + 2).split(" ")[index]);
        } catch (IOException | RuntimeException _) {
            return 0;
        }
    }

    private static double openFiles() {
        try (Stream<Path> files = Files.list(SELF.resolve("fd"))) {
            return files.count();
        } catch (IOException _) {
            return 0;
        }
    }
}
