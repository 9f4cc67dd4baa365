package antrea.service.node;

import antrea.feature.KubeSources;
import antrea.graph.Calculation;
import antrea.net.IpFamily;
import antrea.runtime.metrics.Counter;
import antrea.runtime.metrics.Gauge;
import antrea.runtime.metrics.Histogram;
import antrea.runtime.metrics.Metric;
import antrea.runtime.metrics.Metric.Stability;
import antrea.runtime.metrics.MetricRegistry;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/// The metrics `antrea_proxy_*`, each for both families of the Pod network.
public final class ServiceMetrics {
    private static final String FAMILY = "ip_family";
    private static final double NANOS_PER_SECOND = 1e9;

    private static final Metric DURATION = Metric.histogram(
            "antrea_proxy_sync_proxy_rules_duration_seconds",
            Stability.ALPHA,
            "SyncProxyRules duration of AntreaProxy in seconds",
            FAMILY);
    private static final Metric SERVICES = Metric.gauge(
            "antrea_proxy_total_services_installed",
            Stability.ALPHA,
            "The number of Services installed by AntreaProxy",
            FAMILY);
    private static final Metric ENDPOINTS = Metric.gauge(
            "antrea_proxy_total_endpoints_installed",
            Stability.ALPHA,
            "The number of Endpoints installed by AntreaProxy",
            FAMILY);
    private static final Metric SERVICE_UPDATES = Metric.counter(
            "antrea_proxy_total_services_updates",
            Stability.ALPHA,
            "The cumulative number of Service updates received by AntreaProxy",
            FAMILY);
    private static final Metric ENDPOINT_UPDATES = Metric.counter(
            "antrea_proxy_total_endpoints_updates",
            Stability.ALPHA,
            "The cumulative number of Endpoint updates received by AntreaProxy",
            FAMILY);

    private final Histogram duration;
    private final Gauge services;
    private final Gauge endpoints;
    private final Counter serviceUpdates;
    private final Counter endpointUpdates;
    private final Set<IpFamily> families;
    private final LongSupplier nanoTime;

    /// Takes its names in the registry; `nanoTime` is monotonic. `families` are those of the Pod network: what
    /// comes is counted for each, as each of the original's two proxies does.
    public ServiceMetrics(MetricRegistry registry, Set<IpFamily> families, LongSupplier nanoTime) {
        duration = registry.histogram(DURATION, Histogram.DEFAULT_BOUNDS);
        services = registry.gauge(SERVICES);
        endpoints = registry.gauge(ENDPOINTS);
        serviceUpdates = registry.counter(SERVICE_UPDATES);
        endpointUpdates = registry.counter(ENDPOINT_UPDATES);
        this.families = Set.copyOf(families);
        this.nanoTime = nanoTime;
        for (IpFamily family : IpFamily.values()) { // the original has the series of both, whatever the Node speaks
            duration.open(label(family));
            services.set(0, label(family));
            endpoints.set(0, label(family));
            serviceUpdates.add(0, label(family));
            endpointUpdates.add(0, label(family));
        }
    }

    /// Metrics of a registry of their own.
    static ServiceMetrics unread() {
        return new ServiceMetrics(new MetricRegistry(), Set.of(), System::nanoTime);
    }

    /// What is declared here.
    public static List<Metric> all() {
        return List.of(DURATION, SERVICES, ENDPOINTS, SERVICE_UPDATES, ENDPOINT_UPDATES);
    }

    private static String label(IpFamily family) {
        return switch (family) {
            case V4 -> "v4";
            case V6 -> "v6";
        };
    }

    /// Counts what comes from now on.
    public void wire(Calculation in) {
        in.source(KubeSources.SERVICES).observe((_, _, _) -> families.forEach(f -> serviceUpdates.increment(label(f))));
        in.source(KubeSources.ENDPOINT_SLICES)
                .observe((_, _, _) -> families.forEach(f -> endpointUpdates.increment(label(f))));
    }

    /// When a calculation begins, for [#end].
    long begin() {
        return nanoTime.getAsLong();
    }

    void end(long begin) {
        double seconds = (nanoTime.getAsLong() - begin) / NANOS_PER_SECOND;
        families.forEach(f -> duration.observe(seconds, label(f)));
    }

    /// The ports of a Service are `after` now.
    void observe(List<ServicePort> before, List<ServicePort> after) {
        count(before, -1);
        count(after, 1);
    }

    private void count(List<ServicePort> ports, int amount) {
        for (ServicePort port : ports) {
            String family = label(port.clusterIp().family());
            services.add(amount, family);
            endpoints.add((double) amount * port.endpoints().size(), family);
        }
    }
}
