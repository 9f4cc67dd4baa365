package antrea.service.node;

import antrea.feature.NodeIdentity;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Service;
import antrea.net.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// From a Service and its slices to the ports that are served here. Pure.
record ServiceReader(NodeIdentity node, ServiceOptions options) {
    /// None for a Service that is headless, or somebody else's.
    List<ServicePort> read(Service service, List<EndpointSlice> slices, EndpointChoice choice) {
        List<ServicePort> out = new ArrayList<>();
        if (!isOurs(service)) {
            return out;
        }
        boolean byZone = options.topologyHints() && isHinted(service);
        for (IpAddress clusterIp : service.clusterIps()) {
            if (isSkipped(clusterIp)
                    || node.gateway().address(clusterIp.family()).isEmpty()) {
                continue;
            }
            for (Service.Port port : service.ports()) {
                EndpointChoice.Wanted wanted = new EndpointChoice.Wanted(
                        clusterIp.family(),
                        port.name(),
                        port.protocol(),
                        service.traffic().internalLocal(),
                        byZone);
                out.add(new ServicePort(
                        new ServicePort.Key(service.key(), port.name(), port.protocol(), port.port(), clusterIp),
                        clusterIp,
                        port.protocol(),
                        port.port(),
                        service.traffic().affinitySeconds(),
                        choice.calculate(slices, wanted)));
            }
        }
        return out;
    }

    private static boolean isHinted(Service service) {
        Map<String, String> annotations = service.meta().annotations();
        return annotations
                        .getOrDefault("service.kubernetes.io/topology-mode", "")
                        .equalsIgnoreCase("auto")
                || annotations
                        .getOrDefault("service.kubernetes.io/topology-aware-hints", "")
                        .equalsIgnoreCase("auto");
    }

    /// The addresses of the Service that somebody else serves.
    Set<IpAddress> leftToOthers(Service service) {
        Set<IpAddress> out = new HashSet<>(service.clusterIps());
        if (isOurs(service)) {
            out.removeIf(ip -> !isSkipped(ip));
        }
        return out;
    }

    private boolean isSkipped(IpAddress clusterIp) {
        return options.skipServices().contains(clusterIp.toString());
    }

    private boolean isOurs(Service service) {
        String proxy = service.meta().labels().getOrDefault("service.kubernetes.io/service-proxy-name", "");
        return service.type() != Service.Type.EXTERNAL_NAME
                && proxy.equals(options.serviceProxyName())
                && !options.skipServices().contains(service.key().toString());
    }
}
