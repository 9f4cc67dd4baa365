package antrea.agent;

import antrea.linux.proc.Sysctl;
import antrea.runtime.metrics.Metric;
import antrea.runtime.metrics.Metric.Stability;
import antrea.runtime.metrics.MetricRegistry;
import java.nio.file.Path;
import java.util.List;

/// The size of the kernel's connection table, two small files in procfs. How many of the connections are in our
/// zone would need a dump of all of them, which is the flow exporter's to do.
final class ConntrackMetrics {
    private static final Sysctl KERNEL = new Sysctl(Path.of("/proc/sys"));
    private static final Metric TOTAL = Metric.gauge(
            "antrea_agent_conntrack_total_connection_count",
            Stability.ALPHA,
            "Number of connections in the conntrack table. This metric gets updated at an interval specified by"
                    + " flowPollInterval, a configuration parameter for the Agent.");
    private static final Metric MAX = Metric.gauge(
            "antrea_agent_conntrack_max_connection_count",
            Stability.ALPHA,
            "Size of the conntrack table. This metric gets updated at an interval specified by flowPollInterval, a"
                    + " configuration parameter for the Agent.");

    private ConntrackMetrics() {}

    /// What is declared here.
    static List<Metric> all() {
        return List.of(TOTAL, MAX);
    }

    static void register(MetricRegistry registry) {
        registry.asked(TOTAL, () -> number("nf_conntrack_count"));
        registry.asked(MAX, () -> number("nf_conntrack_max"));
    }

    /// 0 while the kernel module is not loaded.
    private static double number(String file) {
        return KERNEL.read("net/netfilter/" + file).map(Double::parseDouble).orElse(0.0);
    }
}
