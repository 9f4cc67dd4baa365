package antrea.kube.resource;

import antrea.kube.object.Meta;
import antrea.kube.object.Pod;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.ArrayList;
import java.util.List;

/// Reads a Pod.
final class PodReader {
    private PodReader() {}

    static Pod read(TokenReader in) {
        Meta meta = Meta.of("", "");
        Pod.Spec spec = Pod.Spec.EMPTY;
        Pod.Status status = Pod.Status.EMPTY;
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> meta = MetaReader.read(in);
                case "spec" -> spec = in.share(spec(in));
                case "status" -> status = status(in);
                default -> in.skip();
            }
        }
        return new Pod(meta, spec, status);
    }

    private static Pod.Spec spec(TokenReader in) {
        String nodeName = "";
        boolean hostNetwork = false;
        String serviceAccountName = "";
        List<Pod.ContainerPort> ports = new ArrayList<>();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "nodeName" -> nodeName = in.sharedText();
                case "hostNetwork" -> hostNetwork = in.bool();
                case "serviceAccountName" -> serviceAccountName = in.sharedText();
                case "containers" -> containers(in, ports);
                default -> in.skip();
            }
        }
        return new Pod.Spec(nodeName, hostNetwork, serviceAccountName, in.share(List.copyOf(ports)));
    }

    private static void containers(TokenReader in, List<Pod.ContainerPort> ports) {
        in.beginArray();
        while (in.nextElement()) {
            in.beginObject();
            while (in.nextField()) {
                switch (in.field()) {
                    case "ports" -> ports.addAll(Values.list(in, PodReader::port));
                    default -> in.skip();
                }
            }
        }
    }

    private static Pod.ContainerPort port(TokenReader in) {
        String name = "";
        int port = 0;
        Protocol protocol = Protocol.TCP;
        int hostPort = 0;
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "name" -> name = in.sharedText();
                case "containerPort" -> port = Values.port(in);
                case "protocol" -> protocol = Values.protocol(in);
                case "hostPort" -> hostPort = Values.port(in);
                default -> in.skip();
            }
        }
        return in.share(new Pod.ContainerPort(name, port, protocol, hostPort));
    }

    private static Pod.Status status(TokenReader in) {
        Pod.Phase phase = Pod.Phase.PENDING;
        List<IpAddress> ips = new ArrayList<>(2);
        List<IpAddress> single = List.of();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "phase" -> phase = phase(in.sharedText());
                case "podIP" ->
                    single = Values.tryAddress(in.text()).map(List::of).orElse(List.of());
                case "podIPs" -> podIps(in, ips);
                default -> in.skip();
            }
        }
        return new Pod.Status(phase, ips.isEmpty() ? single : ips);
    }

    private static void podIps(TokenReader in, List<IpAddress> ips) {
        in.beginArray();
        while (in.nextElement()) {
            in.beginObject();
            while (in.nextField()) {
                switch (in.field()) {
                    case "ip" -> Values.tryAddress(in.text()).ifPresent(ips::add);
                    default -> in.skip();
                }
            }
        }
    }

    private static Pod.Phase phase(String text) {
        return switch (text) {
            case "Running" -> Pod.Phase.RUNNING;
            case "Succeeded" -> Pod.Phase.SUCCEEDED;
            case "Failed" -> Pod.Phase.FAILED;
            case "Pending", "" -> Pod.Phase.PENDING;
            default -> Pod.Phase.UNKNOWN;
        };
    }
}
