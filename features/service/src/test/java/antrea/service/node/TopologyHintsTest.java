package antrea.service.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.feature.KubeSources;
import antrea.feature.PacketOutPort;
import antrea.feature.testing.RecordedDesired;
import antrea.feature.testing.SampleNode;
import antrea.graph.testing.ManualCalculation;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.EndpointSlice.AddressType;
import antrea.kube.object.EndpointSlice.Conditions;
import antrea.kube.object.Meta;
import antrea.kube.object.Node;
import antrea.kube.object.Service;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The gate TopologyAwareHints: without it every endpoint is as good as any other, whatever the Service asks for.
class TopologyHintsTest {
    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void hintsCountOnlyWhileTheGateIsOn(IpFamily family) {
        assertEquals(1, endpoints(family, true));
        assertEquals(2, endpoints(family, false));
    }

    /// How many endpoints are chosen for a Service that wants hints, one endpoint being hinted for our zone.
    private static int endpoints(IpFamily family, boolean gate) {
        boolean v4 = family == IpFamily.V4;
        ManualCalculation calculation = new ManualCalculation();
        RecordedDesired desired = new RecordedDesired();
        ServiceOptions options = new ServiceOptions(false, List.of(), Set.of(), "", gate);
        new ServiceNode(SampleNode.N1, options, PacketOutPort.over(_ -> {})).wire(calculation.loop(), desired);
        Node n1 = Node.of(Meta.of("", "n1").withLabels(Map.of("topology.kubernetes.io/zone", "west")));
        calculation.put(KubeSources.NODES, n1.meta().key(), n1);
        Service service = Service.of(
                        Meta.of("ns", "web").withAnnotations(Map.of("service.kubernetes.io/topology-mode", "Auto")))
                .withAddresses(Service.Addresses.ofClusterIps(IpAddress.parse(v4 ? "10.96.0.10" : "fd00:96::10")))
                .withPorts(List.of(Service.Port.of("http", Protocol.TCP, 80)));
        calculation.put(KubeSources.SERVICES, service.meta().key(), service);
        EndpointSlice slice = new EndpointSlice(
                Meta.of("ns", "web-1").withLabels(Map.of(EndpointSlice.SERVICE_NAME_LABEL, "web")),
                v4 ? AddressType.IPV4 : AddressType.IPV6,
                List.of(
                        endpoint(v4 ? "10.1.2.5" : "fd00:10:2::5", "west"),
                        endpoint(v4 ? "10.1.2.6" : "fd00:10:2::6", "east")),
                List.of(EndpointSlice.Port.of("http", Protocol.TCP, 8080)));
        calculation.put(KubeSources.ENDPOINT_SLICES, slice.meta().key(), slice);
        calculation.sync();
        return desired.allGroups().stream()
                .mapToInt(group -> group.buckets().size())
                .sum();
    }

    private static EndpointSlice.Endpoint endpoint(String ip, String zone) {
        return new EndpointSlice.Endpoint(List.of(IpAddress.parse(ip)), Conditions.READY, "n2", "", List.of(zone));
    }
}
