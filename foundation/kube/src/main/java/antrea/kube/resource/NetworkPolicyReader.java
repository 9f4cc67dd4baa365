package antrea.kube.resource;

import antrea.kube.object.IntOrString;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.Meta;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.NetworkPolicy.IpBlock;
import antrea.kube.object.NetworkPolicy.Peer;
import antrea.kube.object.NetworkPolicy.Port;
import antrea.kube.object.NetworkPolicy.Rule;
import antrea.kube.object.NetworkPolicy.UnreadablePeer;
import antrea.kube.object.NetworkPolicy.WorkloadPeer;
import antrea.net.AddressWithPrefix;
import antrea.net.PortRange;
import antrea.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a NetworkPolicy (networking.k8s.io/v1).
final class NetworkPolicyReader {
    private NetworkPolicyReader() {}

    private record Spec(LabelSelector podSelector, List<String> types, List<Rule> ingress, List<Rule> egress) {}

    static NetworkPolicy read(TokenReader in) {
        Meta meta = Meta.of("", "");
        Spec spec = new Spec(LabelSelector.ALL, List.of(), List.of(), List.of());
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> meta = MetaReader.read(in);
                case "spec" -> spec = spec(in);
                default -> in.skip();
            }
        }
        // the defaults of the API: Ingress always, Egress when there are egress rules
        boolean defaulted = spec.types().isEmpty();
        return new NetworkPolicy(
                meta,
                spec.podSelector(),
                defaulted || spec.types().contains("Ingress"),
                defaulted ? !spec.egress().isEmpty() : spec.types().contains("Egress"),
                spec.ingress(),
                spec.egress());
    }

    private static Spec spec(TokenReader in) {
        LabelSelector podSelector = LabelSelector.ALL;
        List<String> types = List.of();
        List<Rule> ingress = List.of();
        List<Rule> egress = List.of();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "podSelector" -> podSelector = SelectorReader.read(in);
                case "policyTypes" -> types = in.texts();
                case "ingress" -> ingress = Values.list(in, NetworkPolicyReader::rule);
                case "egress" -> egress = Values.list(in, NetworkPolicyReader::rule);
                default -> in.skip();
            }
        }
        return new Spec(podSelector, types, ingress, egress);
    }

    private static Rule rule(TokenReader in) {
        List<Port> ports = List.of();
        List<Peer> peers = List.of();
        List<String> unreadable = new ArrayList<>(0);
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "ports" -> ports = ports(in, unreadable);
                case "from", "to" -> peers = Values.list(in, NetworkPolicyReader::peer);
                default -> in.skip();
            }
        }
        return new Rule(ports, peers, unreadable);
    }

    private static List<Port> ports(TokenReader in, List<String> unreadable) {
        List<Port> out = new ArrayList<>(2);
        in.beginArray();
        while (in.nextElement()) {
            port(in, unreadable).ifPresent(out::add);
        }
        return out;
    }

    /// What is not understood spoils its port only: without the whole policy its Pods would be open.
    private static Optional<Port> port(TokenReader in, List<String> unreadable) {
        String protocolName = "";
        Optional<IntOrString> port = Optional.empty();
        Optional<Integer> endPort = Optional.empty();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "protocol" -> protocolName = in.sharedText();
                case "port" -> port = in.isNull() ? Optional.empty() : Optional.of(Values.intOrString(in));
                case "endPort" -> endPort = in.isNull() ? Optional.empty() : Optional.of(in.integer());
                default -> in.skip();
            }
        }
        Optional<Protocol> protocol = protocolName.isEmpty()
                ? Optional.of(Protocol.TCP)
                : Protocol.ofName(protocolName).filter(Protocol::hasPorts);
        if (protocol.isEmpty()) {
            unreadable.add("no such protocol: \"" + protocolName + "\"");
            return Optional.empty();
        }
        Optional<String> fault = fault(port, endPort);
        fault.ifPresent(unreadable::add);
        return fault.isPresent() ? Optional.empty() : Optional.of(in.share(new Port(protocol.get(), port, endPort)));
    }

    private static Optional<String> fault(Optional<IntOrString> port, Optional<Integer> endPort) {
        if (port.isPresent() && port.get() instanceof IntOrString.Int(int first)) {
            int last = endPort.orElse(first);
            return isPort(first) && isPort(last) && first <= last
                    ? Optional.empty()
                    : Optional.of("no such ports: " + first + (last == first ? "" : " to " + last));
        }
        return endPort.map(last -> "endPort " + last + " without a port by number");
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= PortRange.ALL.last();
    }

    private static Peer peer(TokenReader in) {
        Optional<LabelSelector> podSelector = Optional.empty();
        Optional<LabelSelector> namespaceSelector = Optional.empty();
        Optional<Peer> ipBlock = Optional.empty();
        in.beginObject();
        while (in.nextField()) {
            if (in.isNull()) {
                continue;
            }
            switch (in.field()) {
                case "podSelector" -> podSelector = Optional.of(SelectorReader.read(in));
                case "namespaceSelector" -> namespaceSelector = Optional.of(SelectorReader.read(in));
                case "ipBlock" -> ipBlock = Optional.of(ipBlock(in));
                default -> in.skip();
            }
        }
        if (ipBlock.isPresent()) {
            return ipBlock.get();
        }
        if (podSelector.isEmpty() && namespaceSelector.isEmpty()) {
            return new UnreadablePeer("a peer without selector and without ipBlock");
        }
        return in.share(new WorkloadPeer(podSelector, namespaceSelector));
    }

    /// A CIDR or an exception that is not one spoils its block only: without the exception too much would be
    /// allowed.
    private static Peer ipBlock(TokenReader in) {
        String cidr = "";
        List<String> excepted = List.of();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "cidr" -> cidr = in.text();
                case "except" -> excepted = in.texts();
                default -> in.skip();
            }
        }
        Optional<AddressWithPrefix> block = Values.tryPrefix(cidr);
        List<AddressWithPrefix> except = new ArrayList<>(excepted.size());
        for (String text : excepted) {
            Optional<AddressWithPrefix> each = Values.tryPrefix(text);
            if (each.isEmpty()) {
                return new UnreadablePeer("except of " + cidr + " is not a CIDR: \"" + text + "\"");
            }
            except.add(each.get());
        }
        return block.isPresent()
                ? new IpBlock(block.get(), except)
                : new UnreadablePeer("not a CIDR: \"" + cidr + "\"");
    }
}
