package antrea.kube.resource;

import antrea.kube.object.EndpointSlice;
import antrea.kube.object.EndpointSlice.AddressType;
import antrea.kube.object.EndpointSlice.Conditions;
import antrea.kube.object.EndpointSlice.Endpoint;
import antrea.kube.object.Meta;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.ArrayList;
import java.util.List;

/// Reads an EndpointSlice.
final class EndpointSliceReader {
    private EndpointSliceReader() {}

    static EndpointSlice read(TokenReader in) {
        Meta meta = Meta.of("", "");
        AddressType type = AddressType.IPV4;
        List<Endpoint> endpoints = List.of();
        List<EndpointSlice.Port> ports = List.of();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> meta = MetaReader.read(in);
                case "addressType" -> type = type(in.sharedText());
                case "endpoints" -> endpoints = Values.list(in, EndpointSliceReader::endpoint);
                case "ports" -> ports = Values.list(in, EndpointSliceReader::port);
                default -> in.skip();
            }
        }
        return new EndpointSlice(meta, type, endpoints, ports);
    }

    private static AddressType type(String text) {
        return switch (text) {
            case "IPv4" -> AddressType.IPV4;
            case "IPv6" -> AddressType.IPV6;
            default -> AddressType.FQDN;
        };
    }

    private static Endpoint endpoint(TokenReader in) {
        List<IpAddress> addresses = List.of();
        Conditions conditions = Conditions.READY;
        String nodeName = "";
        String zone = "";
        List<String> zoneHints = List.of();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "addresses" -> addresses = Values.addresses(in);
                case "conditions" -> conditions = conditions(in);
                case "nodeName" -> nodeName = in.sharedText();
                case "zone" -> zone = in.sharedText();
                case "hints" -> zoneHints = in.share(List.copyOf(hints(in)));
                default -> in.skip();
            }
        }
        return new Endpoint(addresses, conditions, nodeName, zone, zoneHints);
    }

    /// An absent `ready` is true, an absent `serving` is as `ready`, an absent `terminating` is false.
    private static Conditions conditions(TokenReader in) {
        boolean ready = true;
        boolean serving = true;
        boolean servingGiven = false;
        boolean terminating = false;
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "ready" -> ready = in.bool(true);
                case "serving" -> {
                    servingGiven = !in.isNull();
                    serving = in.bool();
                }
                case "terminating" -> terminating = in.bool();
                default -> in.skip();
            }
        }
        return in.share(new Conditions(ready, servingGiven ? serving : ready, terminating));
    }

    private static List<String> hints(TokenReader in) {
        List<String> out = new ArrayList<>();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "forZones" -> out = Values.list(in, EndpointSliceReader::zoneName);
                default -> in.skip();
            }
        }
        return out;
    }

    private static String zoneName(TokenReader in) {
        String name = "";
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "name" -> name = in.sharedText();
                default -> in.skip();
            }
        }
        return name;
    }

    private static EndpointSlice.Port port(TokenReader in) {
        String name = "";
        Protocol protocol = Protocol.TCP;
        int number = 0;
        String appProtocol = "";
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "name" -> name = in.sharedText();
                case "protocol" -> protocol = Values.protocol(in);
                case "port" -> number = Values.port(in);
                case "appProtocol" -> appProtocol = in.sharedText();
                default -> in.skip();
            }
        }
        return in.share(new EndpointSlice.Port(name, protocol, number, appProtocol));
    }
}
