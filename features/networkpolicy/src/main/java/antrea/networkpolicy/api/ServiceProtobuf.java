package antrea.networkpolicy.api;

import antrea.net.Protocol;
import antrea.serve.codec.ProtobufReader;
import antrea.serve.codec.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What traffic a rule matches (Service, L7Protocol) and the reports of Nodes, as protobuf.
final class ServiceProtobuf {
    private ServiceProtobuf() {}

    static void write(ProtobufWriter out, Service service) {
        service.protocol().ifPresent(protocol -> out.text(1, protocol.name()));
        service.port().ifPresent(port -> out.message(2, o -> write(o, port)));
        service.endPort().ifPresent(value -> out.integer(3, value));
        service.icmp().type().ifPresent(value -> out.integer(4, value));
        service.icmp().code().ifPresent(value -> out.integer(5, value));
        service.igmp().type().ifPresent(value -> out.integer(6, value));
        out.text(7, service.igmp().groupAddress());
        service.sourcePorts().first().ifPresent(value -> out.integer(8, value));
        service.sourcePorts().last().ifPresent(value -> out.integer(9, value));
    }

    /// IntOrString of the Kubernetes API: type 0 is a number, type 1 a text.
    private static void write(ProtobufWriter out, Service.Port port) {
        switch (port) {
            case Service.Port.Number(int number) -> {
                out.integer(1, 0);
                out.integer(2, number);
                out.text(3, "");
            }
            case Service.Port.Name(String name) -> {
                out.integer(1, 1);
                out.integer(2, 0);
                out.text(3, name);
            }
        }
    }

    static void write(ProtobufWriter out, L7Protocol l7) {
        l7.http()
                .ifPresent(http -> out.message(1, o -> {
                    o.text(1, http.host());
                    o.text(2, http.method());
                    o.text(3, http.path());
                }));
        l7.tls().ifPresent(tls -> out.message(2, o -> o.text(1, tls.sni())));
    }

    static void write(ProtobufWriter out, NetworkPolicyStatus status) {
        out.message(1, o -> GroupProtobuf.write(o, status.metadata()));
        for (NetworkPolicyStatus.NodeStatus node : status.nodes()) {
            out.message(2, o -> {
                o.text(1, node.nodeName());
                o.integer(2, node.generation());
                o.bool(3, node.realizationFailure());
                o.text(4, node.message());
            });
        }
    }

    static Service service(ProtobufReader in) {
        Optional<Protocol> protocol = Optional.empty();
        Optional<Service.Port> port = Optional.empty();
        OptionalInt endPort = OptionalInt.empty();
        OptionalInt icmpType = OptionalInt.empty();
        OptionalInt icmpCode = OptionalInt.empty();
        OptionalInt igmpType = OptionalInt.empty();
        String groupAddress = "";
        OptionalInt sourcePort = OptionalInt.empty();
        OptionalInt sourceEndPort = OptionalInt.empty();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> protocol = Optional.of(GroupProtobuf.protocol(in.text()));
                case 2 -> port = Optional.of(port(in.message()));
                case 3 -> endPort = OptionalInt.of(in.int32());
                case 4 -> icmpType = OptionalInt.of(in.int32());
                case 5 -> icmpCode = OptionalInt.of(in.int32());
                case 6 -> igmpType = OptionalInt.of(in.int32());
                case 7 -> groupAddress = in.text();
                case 8 -> sourcePort = OptionalInt.of(in.int32());
                case 9 -> sourceEndPort = OptionalInt.of(in.int32());
                default -> {}
            }
        }
        Service.Icmp icmp = new Service.Icmp(icmpType, icmpCode);
        Service.Igmp igmp = new Service.Igmp(igmpType, groupAddress);
        Service.SourcePorts source = new Service.SourcePorts(sourcePort, sourceEndPort);
        return new Service(protocol, port, endPort, icmp, igmp, source);
    }

    private static Service.Port port(ProtobufReader in) {
        long type = 0;
        int number = 0;
        String name = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.integer();
                case 2 -> number = in.int32();
                case 3 -> name = in.text();
                default -> {}
            }
        }
        return type == 0 ? new Service.Port.Number(number) : new Service.Port.Name(name);
    }

    static L7Protocol l7Protocol(ProtobufReader in) {
        Optional<L7Protocol.Http> http = Optional.empty();
        Optional<L7Protocol.Tls> tls = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> http = Optional.of(http(in.message()));
                case 2 -> tls = Optional.of(new L7Protocol.Tls(firstText(in.message())));
                default -> {}
            }
        }
        return new L7Protocol(http, tls);
    }

    private static L7Protocol.Http http(ProtobufReader in) {
        String host = "";
        String method = "";
        String path = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> host = in.text();
                case 2 -> method = in.text();
                case 3 -> path = in.text();
                default -> {}
            }
        }
        return new L7Protocol.Http(host, method, path);
    }

    private static String firstText(ProtobufReader in) {
        String out = "";
        while (in.next()) {
            if (in.field() == 1) {
                out = in.text();
            }
        }
        return out;
    }

    static NetworkPolicyStatus status(ProtobufReader in) {
        Metadata metadata = Metadata.of("", "");
        List<NetworkPolicyStatus.NodeStatus> nodes = new ArrayList<>(1);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> metadata = GroupProtobuf.metadata(in.message());
                case 2 -> nodes.add(nodeStatus(in.message()));
                default -> {}
            }
        }
        return new NetworkPolicyStatus(metadata, nodes);
    }

    private static NetworkPolicyStatus.NodeStatus nodeStatus(ProtobufReader in) {
        String nodeName = "";
        long generation = 0;
        boolean failure = false;
        String message = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nodeName = in.text();
                case 2 -> generation = in.integer();
                case 3 -> failure = in.bool();
                case 4 -> message = in.text();
                default -> {}
            }
        }
        return new NetworkPolicyStatus.NodeStatus(nodeName, generation, failure, message);
    }
}
