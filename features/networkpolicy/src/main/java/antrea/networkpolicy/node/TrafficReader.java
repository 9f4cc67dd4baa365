package antrea.networkpolicy.node;

import antrea.net.PortRange;
import antrea.net.Protocol;
import antrea.networkpolicy.api.NamedPort;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which traffic a rule means, with the names of ports looked up. Pure.
final class TrafficReader {
    private TrafficReader() {}

    /// Empty: any traffic. A name that `names` does not have stands for nothing.
    static Optional<SortedSet<PortMatch>> read(NetworkPolicyRule rule, List<NamedPort> names) {
        if (rule.services().isEmpty()) {
            return Optional.empty();
        }
        SortedSet<PortMatch> out = new TreeSet<>();
        for (Service service : rule.services()) {
            Protocol protocol = service.protocol().orElse(Protocol.TCP);
            out.addAll(service.port()
                    .map(p -> ports(protocol, p, service, names))
                    .orElseGet(() -> List.of(new PortMatch(protocol, PortRange.ALL))));
        }
        return Optional.of(Collections.unmodifiableSortedSet(out));
    }

    private static List<PortMatch> ports(Protocol protocol, Service.Port port, Service service, List<NamedPort> names) {
        return switch (port) {
            case Service.Port.Number(int first) -> {
                int last = Math.max(first, service.endPort().orElse(first));
                yield List.of(new PortMatch(protocol, first == 0 ? PortRange.ALL : new PortRange(first, last)));
            }
            case Service.Port.Name(String name) -> {
                List<PortMatch> out = new ArrayList<>();
                for (NamedPort named : names) {
                    if (named.name().equals(name) && named.protocol() == protocol) {
                        out.add(new PortMatch(protocol, PortRange.of(named.port())));
                    }
                }
                yield out;
            }
        };
    }
}
