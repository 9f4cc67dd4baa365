package antrea.service.node;

import antrea.net.IpAddress;
import java.util.List;
import java.util.Set;

/// Settings of `antreaProxy`, as far as they decide about flows.
///
/// @param proxyAll whether the Node itself reaches Services by us, since there is no kube-proxy
/// @param nodePortAddresses addresses of this Node on which NodePorts are served; used with `proxyAll` only
/// @param skipServices Services that somebody else serves, as `namespace/name` or as cluster IP
/// @param serviceProxyName the value of the label `service.kubernetes.io/service-proxy-name` that is ours; empty:
/// none
/// @param topologyHints whether endpoints hinted for this Node's zone are preferred (the gate TopologyAwareHints)
public record ServiceOptions(
        boolean proxyAll,
        List<IpAddress> nodePortAddresses,
        Set<String> skipServices,
        String serviceProxyName,
        boolean topologyHints) {
    public ServiceOptions {
        nodePortAddresses = List.copyOf(nodePortAddresses);
        skipServices = Set.copyOf(skipServices);
    }
}
