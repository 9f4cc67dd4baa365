package antrea.podnetwork.node;

import antrea.feature.NodeIdentity;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.podnetwork.api.LocalInterface;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The result of ADD, as printed by this plug-in and as handed back in `prevResult` (CNI specification,
/// "Success").
public record CniResult(List<Interface> interfaces, List<Ip> ips, List<Route> routes, Json.Obj dns) {
    public CniResult {
        interfaces = List.copyOf(interfaces);
        ips = List.copyOf(ips);
        routes = List.copyOf(routes);
    }

    /// An interface; `sandbox` is the path of the network namespace and empty for one of the host.
    public record Interface(String name, Optional<MacAddress> mac, Optional<String> sandbox) {}

    /// An address; `interfaceIndex` points into `interfaces`.
    public record Ip(AddressWithPrefix address, Optional<IpAddress> gateway, Optional<Integer> interfaceIndex) {}

    public record Route(Cidr destination, Optional<IpAddress> gateway) {}

    /// What ADD answers for that interface; `hostMac` is the address of its host end.
    static CniResult of(CniRequest request, LocalInterface local, Optional<MacAddress> hostMac, NodeIdentity node) {
        List<Ip> ips = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        for (IpAddress address : local.addresses()) {
            int prefix = node.podCidr(address.family())
                    .map(Cidr::prefixLength)
                    .orElse(address.family().bits());
            Optional<IpAddress> gateway = node.gateway().address(address.family());
            ips.add(new Ip(new AddressWithPrefix(address, prefix), gateway, Optional.of(1)));
            routes.add(new Route(Cidr.all(address.family()), gateway));
        }
        Interface host = new Interface(local.name(), hostMac, Optional.empty());
        Interface inside =
                new Interface(request.interfaceName(), Optional.of(local.mac()), Optional.of(request.netns()));
        return new CniResult(
                List.of(host, inside), ips, routes, request.config().dns());
    }

    public Json toJson(CniVersion version) {
        List<Json> ipList = new ArrayList<>();
        for (Ip ip : ips) {
            Json.Obj entry = Json.Obj.EMPTY;
            if (version.namesFamily()) {
                entry = entry.with("version", ip.address().address().isV4() ? "4" : "6");
            }
            if (ip.interfaceIndex().isPresent()) {
                entry = entry.with("interface", ip.interfaceIndex().get());
            }
            entry = entry.with("address", ip.address().toString());
            ipList.add(
                    ip.gateway().isPresent()
                            ? entry.with("gateway", ip.gateway().get().toString())
                            : entry);
        }
        Json.Obj out = Json.Obj.EMPTY
                .with("cniVersion", version.toString())
                .with(
                        "interfaces",
                        Json.of(interfaces.stream().map(CniResult::toJson).toList()))
                .with("ips", Json.of(ipList));
        if (!routes.isEmpty()) {
            out = out.with(
                    "routes", Json.of(routes.stream().map(CniResult::toJson).toList()));
        }
        return out.with("dns", dns);
    }

    private static Json toJson(Interface i) {
        Json.Obj out = Json.Obj.EMPTY.with("name", i.name());
        if (i.mac().isPresent()) {
            out = out.with("mac", i.mac().get().toString());
        }
        return i.sandbox().isPresent() ? out.with("sandbox", i.sandbox().get()) : out;
    }

    private static Json toJson(Route route) {
        Json.Obj out = Json.Obj.EMPTY.with("dst", route.destination().toString());
        return route.gateway().isPresent()
                ? out.with("gw", route.gateway().get().toString())
                : out;
    }

    /// Reads a `prevResult` of any spoken version. Throws [CniError] with code 6 naming what is wrong.
    public static CniResult parse(Json.Obj json) {
        try {
            return new CniResult(
                    json.list("interfaces").stream()
                            .map(i -> parseInterface(i.asObject("interfaces")))
                            .toList(),
                    json.list("ips").stream()
                            .map(i -> parseIp(i.asObject("ips")))
                            .toList(),
                    json.list("routes").stream()
                            .map(r -> parseRoute(r.asObject("routes")))
                            .toList(),
                    json.object("dns"));
        } catch (JsonException | IllegalArgumentException e) {
            throw new CniError(CniError.Code.DECODING_FAILURE, "prevResult: " + e.getMessage(), e);
        }
    }

    private static Interface parseInterface(Json.Obj json) {
        String mac = json.text("mac", "");
        String sandbox = json.text("sandbox", "");
        return new Interface(
                json.text("name"),
                mac.isEmpty() ? Optional.empty() : Optional.of(MacAddress.parse(mac)),
                sandbox.isEmpty() ? Optional.empty() : Optional.of(sandbox));
    }

    private static Ip parseIp(Json.Obj json) {
        String gateway = json.text("gateway", "");
        return new Ip(
                AddressWithPrefix.parse(json.text("address")),
                gateway.isEmpty() ? Optional.empty() : Optional.of(IpAddress.parse(gateway)),
                json.get("interface").map(i -> (int) i.asLong("interface")));
    }

    private static Route parseRoute(Json.Obj json) {
        String gateway = json.text("gw", "");
        return new Route(
                Cidr.parse(json.text("dst")),
                gateway.isEmpty() ? Optional.empty() : Optional.of(IpAddress.parse(gateway)));
    }
}
