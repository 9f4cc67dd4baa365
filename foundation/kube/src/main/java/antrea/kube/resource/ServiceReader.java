package antrea.kube.resource;

import antrea.kube.object.FlatMap;
import antrea.kube.object.IntOrString;
import antrea.kube.object.Meta;
import antrea.kube.object.Service;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one Service.
final class ServiceReader {
    private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

    private Service.Type type = Service.Type.CLUSTER_IP;
    private List<IpAddress> clusterIps = List.of();
    private List<IpAddress> clusterIp = List.of();
    private List<IpAddress> externalIps = List.of();
    private Optional<IpAddress> requestedLoadBalancerIp = Optional.empty();
    private List<Service.Port> ports = List.of();
    private Map<String, String> selector = FlatMap.EMPTY;
    private boolean affinity;
    private int affinitySeconds;
    private boolean internalLocal;
    private boolean externalLocal;
    private int healthCheckNodePort;
    private boolean publishNotReady;

    private ServiceReader() {}

    static Service read(TokenReader in) {
        Meta meta = Meta.of("", "");
        ServiceReader spec = new ServiceReader();
        List<IpAddress> loadBalancerIps = new ArrayList<>(2);
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> meta = MetaReader.read(in);
                case "spec" -> spec.spec(in);
                case "status" -> status(in, loadBalancerIps);
                default -> in.skip();
            }
        }
        return spec.build(meta, loadBalancerIps);
    }

    private Service build(Meta meta, List<IpAddress> loadBalancerIps) {
        Service.Addresses addresses = new Service.Addresses(
                clusterIps.isEmpty() ? clusterIp : clusterIps, externalIps, loadBalancerIps, requestedLoadBalancerIp);
        int seconds = affinitySeconds > 0 ? affinitySeconds : DEFAULT_AFFINITY_SECONDS;
        Service.Traffic traffic = new Service.Traffic(
                externalLocal, internalLocal, affinity ? seconds : 0, healthCheckNodePort, publishNotReady);
        return new Service(meta, type, addresses, traffic, ports, selector);
    }

    private void spec(TokenReader in) {
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "type" -> type = type(in.sharedText());
                // "None" is not an address, so a headless Service has none
                case "clusterIP" ->
                    clusterIp = Values.tryAddress(in.text()).map(List::of).orElse(List.of());
                case "clusterIPs" -> clusterIps = Values.addresses(in);
                case "externalIPs" -> externalIps = Values.addresses(in);
                case "loadBalancerIP" -> requestedLoadBalancerIp = Values.tryAddress(in.text());
                case "ports" -> ports = Values.list(in, ServiceReader::port);
                case "selector" -> selector = in.textMap();
                default -> trafficField(in);
            }
        }
    }

    private void trafficField(TokenReader in) {
        switch (in.field()) {
            case "sessionAffinity" -> affinity = in.sharedText().equals("ClientIP");
            case "sessionAffinityConfig" -> affinityConfig(in);
            case "internalTrafficPolicy" -> internalLocal = in.sharedText().equals("Local");
            case "externalTrafficPolicy" -> externalLocal = in.sharedText().equals("Local");
            case "healthCheckNodePort" -> healthCheckNodePort = Values.port(in);
            case "publishNotReadyAddresses" -> publishNotReady = in.bool();
            default -> in.skip();
        }
    }

    private void affinityConfig(TokenReader in) {
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "clientIP" -> {
                    in.beginObject();
                    while (in.nextField()) {
                        switch (in.field()) {
                            case "timeoutSeconds" -> affinitySeconds = in.integer();
                            default -> in.skip();
                        }
                    }
                }
                default -> in.skip();
            }
        }
    }

    private static Service.Type type(String text) {
        return switch (text) {
            case "NodePort" -> Service.Type.NODE_PORT;
            case "LoadBalancer" -> Service.Type.LOAD_BALANCER;
            case "ExternalName" -> Service.Type.EXTERNAL_NAME;
            default -> Service.Type.CLUSTER_IP;
        };
    }

    private static Service.Port port(TokenReader in) {
        String name = "";
        Protocol protocol = Protocol.TCP;
        int port = 0;
        Optional<IntOrString> targetPort = Optional.empty();
        int nodePort = 0;
        String appProtocol = "";
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "name" -> name = in.sharedText();
                case "protocol" -> protocol = Values.protocol(in);
                case "port" -> port = Values.port(in);
                case "targetPort" -> targetPort = Optional.of(Values.intOrString(in));
                case "nodePort" -> nodePort = Values.port(in);
                case "appProtocol" -> appProtocol = in.sharedText();
                default -> in.skip();
            }
        }
        IntOrString target = targetPort.orElse(IntOrString.of(port));
        return new Service.Port(name, protocol, port, target, nodePort, appProtocol);
    }

    private static void status(TokenReader in, List<IpAddress> loadBalancerIps) {
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "loadBalancer" -> {
                    in.beginObject();
                    while (in.nextField()) {
                        switch (in.field()) {
                            case "ingress" -> ingress(in, loadBalancerIps);
                            default -> in.skip();
                        }
                    }
                }
                default -> in.skip();
            }
        }
    }

    private static void ingress(TokenReader in, List<IpAddress> loadBalancerIps) {
        in.beginArray();
        while (in.nextElement()) {
            Optional<IpAddress> ip = Optional.empty();
            boolean proxied = false;
            in.beginObject();
            while (in.nextField()) {
                switch (in.field()) {
                    case "ip" -> ip = Values.tryAddress(in.text());
                    case "ipMode" -> proxied = in.sharedText().equals("Proxy");
                    default -> in.skip();
                }
            }
            if (!proxied) {
                ip.ifPresent(loadBalancerIps::add);
            }
        }
    }
}
