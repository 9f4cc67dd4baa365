package antrea.service.node;

import antrea.pipeline.TextHash;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// At most [#MOST] endpoints answer for a Service port, as in the original: Open vSwitch cannot tell of a group
/// beyond 64 KiB. Which ones follows from the set of them and the name of the Node: one that comes or goes changes
/// the choice by one at most, and each Node leaves out others, so that no endpoint is left out everywhere.
final class EndpointLimit {
    static final int MOST = 800;
    private static final Logger LOG = System.getLogger(EndpointLimit.class.getName());

    /// Hears of a Service of which some endpoints are left out.
    @FunctionalInterface
    interface Listener {
        Listener LOGGING = (service, endpoints) -> LOG.log(
                Logger.Level.WARNING,
                "Too many endpoints, some get no traffic from this Node: service={0} endpoints={1} used={2}",
                service,
                String.valueOf(endpoints),
                String.valueOf(MOST));

        void observe(String service, int endpoints);
    }

    private record Ranked(long rank, Endpoint endpoint) {}

    private final String nodeName;
    private final Listener listener;
    private final Set<String> told = new HashSet<>();

    EndpointLimit(String nodeName, Listener listener) {
        this.nodeName = nodeName;
        this.listener = listener;
    }

    /// The ports of one Service, each with as many endpoints as can be. Says so once, as long as there are too
    /// many.
    List<ServicePort> apply(String service, List<ServicePort> ports) {
        List<ServicePort> out = new ArrayList<>(ports.size());
        int most = 0;
        for (ServicePort port : ports) {
            most = Math.max(most, port.endpoints().size());
            out.add(port.endpoints().size() > MOST ? port.withEndpoints(chosen(port.endpoints())) : port);
        }
        if (most <= MOST) {
            told.remove(service);
        } else if (told.add(service)) {
            listener.observe(service, most);
        }
        return out;
    }

    /// Local endpoints before others: they cost no tunnel, and with internalTrafficPolicy Local there are no
    /// others.
    private List<Endpoint> chosen(List<Endpoint> all) {
        List<Ranked> ranked = new ArrayList<>(all.size());
        for (Endpoint endpoint : all) {
            long rank = TextHash.of(nodeName + " " + endpoint.address() + " " + endpoint.port());
            ranked.add(new Ranked(endpoint.local() ? Long.MIN_VALUE : rank, endpoint));
        }
        ranked.sort(Comparator.comparingLong(Ranked::rank).thenComparing(Ranked::endpoint));
        List<Endpoint> out = new ArrayList<>(MOST);
        for (Ranked one : ranked.subList(0, MOST)) {
            out.add(one.endpoint());
        }
        return out;
    }
}
