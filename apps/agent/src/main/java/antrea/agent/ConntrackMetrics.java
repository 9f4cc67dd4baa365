package antrea.agent;

import antrea.bridge.DatapathProfile;
import antrea.linux.proc.Sysctl;
import antrea.ovsdb.OvsdbException;
import antrea.ovsdb.vswitch.SwitchControl;
import antrea.runtime.metrics.Metric;
import antrea.runtime.metrics.Metric.Stability;
import antrea.runtime.metrics.MetricRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/// The size of the connection table of the datapath: the kernel's, two small files in procfs, or the switch's own
/// (`dpctl/ct-get-nconns`, `dpctl/ct-get-maxconns`, ovs-dpctl(8)). How many of the connections are in our zone would
/// need a dump of all of them, which is the flow exporter's to do.
final class ConntrackMetrics {
    /// Where the numbers come from, asked at each scrape; 0 while it does not answer.
    record Table(DoubleSupplier total, DoubleSupplier most) {
        static Table of(DatapathProfile datapath, Path runDirectory) {
            return switch (datapath.conntrack()) {
                case KERNEL -> new Table(() -> number("nf_conntrack_count"), () -> number("nf_conntrack_max"));
                case SWITCH ->
                    new Table(
                            () -> ask(runDirectory, "dpctl/ct-get-nconns"),
                            () -> ask(runDirectory, "dpctl/ct-get-maxconns"));
            };
        }

        private static double ask(Path runDirectory, String command) {
            try {
                return Double.parseDouble(
                        SwitchControl.in(runDirectory, WITHIN).call(command).strip());
            } catch (OvsdbException | NumberFormatException e) {
                return 0;
            }
        }
    }

    private static final Duration WITHIN = Duration.ofSeconds(2);
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

    static void register(MetricRegistry registry, Table table) {
        registry.asked(TOTAL, table.total);
        registry.asked(MAX, table.most);
    }

    /// 0 while the kernel module is not loaded.
    private static double number(String file) {
        return KERNEL.read("net/netfilter/" + file).map(Double::parseDouble).orElse(0.0);
    }
}
