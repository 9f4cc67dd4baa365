package antrea.networkpolicy.api;

import antrea.net.AddressWithPrefix;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Ipv4Address;
import antrea.networkpolicy.api.NetworkPolicyRule.Action;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.serve.codec.ProtobufException;
import antrea.serve.codec.ProtobufReader;
import antrea.serve.codec.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Policies, rules and peers as protobuf, with the rules of [GroupProtobuf].
final class PolicyProtobuf {
    private PolicyProtobuf() {}

    static void write(ProtobufWriter out, NetworkPolicy policy) {
        out.message(1, o -> GroupProtobuf.write(o, policy.metadata()));
        for (NetworkPolicyRule rule : policy.rules()) {
            out.message(2, o -> write(o, rule));
        }
        policy.appliedToGroups().forEach(name -> out.text(3, name));
        policy.priority().ifPresent(value -> out.number(4, value));
        policy.tierPriority().ifPresent(value -> out.integer(5, value));
        policy.sourceRef().ifPresent(ref -> out.message(6, o -> write(o, ref)));
    }

    private static void write(ProtobufWriter out, NetworkPolicyReference ref) {
        out.text(1, ref.type().wireName());
        out.text(2, ref.namespace());
        out.text(3, ref.name());
        out.text(4, ref.uid());
    }

    private static void write(ProtobufWriter out, NetworkPolicyRule rule) {
        out.text(1, rule.direction().wireName());
        out.message(2, o -> write(o, rule.from()));
        out.message(3, o -> write(o, rule.to()));
        for (Service service : rule.services()) {
            out.message(4, o -> ServiceProtobuf.write(o, service));
        }
        out.integer(5, rule.priority());
        rule.action().ifPresent(action -> out.text(6, action.wireName()));
        out.bool(7, rule.enableLogging());
        rule.appliedToGroups().forEach(name -> out.text(8, name));
        out.text(9, rule.name());
        for (L7Protocol l7 : rule.l7Protocols()) {
            out.message(10, o -> ServiceProtobuf.write(o, l7));
        }
        out.text(11, rule.logLabel());
    }

    private static void write(ProtobufWriter out, NetworkPolicyPeer peer) {
        peer.addressGroups().forEach(name -> out.text(1, name));
        for (IpBlock block : peer.ipBlocks()) {
            out.message(2, o -> write(o, block));
        }
        peer.fqdns().forEach(name -> out.text(3, name));
        for (MemberRef.Service service : peer.toServices()) {
            out.message(4, o -> GroupProtobuf.nameAndNamespace(o, service.name(), service.namespace()));
        }
        peer.labelIdentities().forEach(id -> out.integer(5, Integer.toUnsignedLong(id)));
    }

    private static void write(ProtobufWriter out, IpBlock block) {
        out.message(1, o -> write(o, block.cidr()));
        for (AddressWithPrefix except : block.except()) {
            out.message(2, o -> write(o, except));
        }
    }

    private static void write(ProtobufWriter out, AddressWithPrefix net) {
        out.bytes(1, GroupProtobuf.sixteenBytes(net.address()));
        out.integer(2, net.prefixLength());
    }

    static NetworkPolicy networkPolicy(ProtobufReader in) {
        Metadata metadata = Metadata.of("", "");
        List<NetworkPolicyRule> rules = new ArrayList<>();
        List<String> appliedTo = new ArrayList<>();
        OptionalDouble priority = OptionalDouble.empty();
        OptionalInt tierPriority = OptionalInt.empty();
        Optional<NetworkPolicyReference> source = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> metadata = GroupProtobuf.metadata(in.message());
                case 2 -> rules.add(rule(in.message()));
                case 3 -> appliedTo.add(in.text());
                case 4 -> priority = OptionalDouble.of(in.number());
                case 5 -> tierPriority = OptionalInt.of(in.int32());
                case 6 -> source = Optional.of(reference(in.message()));
                default -> {}
            }
        }
        return new NetworkPolicy(metadata, rules, appliedTo, priority, tierPriority, source);
    }

    private static NetworkPolicyReference reference(ProtobufReader in) {
        String type = "";
        String namespace = "";
        String name = "";
        String uid = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.text();
                case 2 -> namespace = in.text();
                case 3 -> name = in.text();
                case 4 -> uid = in.text();
                default -> {}
            }
        }
        return new NetworkPolicyReference(type(type), namespace, name, uid);
    }

    private static NetworkPolicyRule rule(ProtobufReader in) {
        Direction direction = Direction.IN;
        NetworkPolicyPeer from = NetworkPolicyPeer.NOBODY;
        NetworkPolicyPeer to = NetworkPolicyPeer.NOBODY;
        List<Service> services = new ArrayList<>();
        int priority = 0;
        Optional<Action> action = Optional.empty();
        boolean logging = false;
        List<String> appliedTo = new ArrayList<>(0);
        String name = "";
        List<L7Protocol> l7 = new ArrayList<>(0);
        String label = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> direction = direction(in.text());
                case 2 -> from = peer(in.message());
                case 3 -> to = peer(in.message());
                case 4 -> services.add(ServiceProtobuf.service(in.message()));
                case 5 -> priority = in.int32();
                case 6 -> action = Optional.of(action(in.text()));
                case 7 -> logging = in.bool();
                case 8 -> appliedTo.add(in.text());
                case 9 -> name = in.text();
                case 10 -> l7.add(ServiceProtobuf.l7Protocol(in.message()));
                case 11 -> label = in.text();
                default -> {}
            }
        }
        NetworkPolicyPeer peer = direction == Direction.IN ? from : to;
        NetworkPolicyRule.Verdict verdict = new NetworkPolicyRule.Verdict(priority, action, logging, name, label);
        return new NetworkPolicyRule(direction, peer, services, l7, verdict, appliedTo);
    }

    private static NetworkPolicyPeer peer(ProtobufReader in) {
        List<String> groups = new ArrayList<>(1);
        List<IpBlock> blocks = new ArrayList<>(0);
        List<String> fqdns = new ArrayList<>(0);
        List<MemberRef.Service> services = new ArrayList<>(0);
        List<Integer> identities = new ArrayList<>(0);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> groups.add(in.text());
                case 2 -> blocks.add(ipBlock(in.message()));
                case 3 -> fqdns.add(in.text());
                case 4 -> services.add(GroupProtobuf.serviceRef(in.message()));
                case 5 -> identities.add((int) in.integer());
                default -> {}
            }
        }
        return new NetworkPolicyPeer(groups, blocks, fqdns, services, identities);
    }

    private static IpBlock ipBlock(ProtobufReader in) {
        Optional<AddressWithPrefix> cidr = Optional.empty();
        List<AddressWithPrefix> except = new ArrayList<>(0);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> cidr = Optional.of(ipNet(in.message()));
                case 2 -> except.add(ipNet(in.message()));
                default -> {}
            }
        }
        return new IpBlock(cidr.orElseThrow(() -> new ProtobufException("an IPBlock without CIDR")), except);
    }

    private static AddressWithPrefix ipNet(ProtobufReader in) {
        byte[] ip = {};
        int prefixLength = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ip = in.bytes();
                case 2 -> prefixLength = in.int32();
                default -> {}
            }
        }
        return ipNet(ip, prefixLength);
    }

    /// A mapped IPv4 address with a prefix longer than 32 can only have been written as IPv6.
    static AddressWithPrefix ipNet(byte[] bytes, int prefixLength) {
        IpAddress ip = GroupProtobuf.ip(bytes);
        if (ip instanceof Ipv4Address && prefixLength > IpFamily.V4.bits() && bytes.length == 16) {
            ip = IpAddress.ofBytes(bytes);
        }
        if (prefixLength < 0 || prefixLength > ip.family().bits()) {
            throw new ProtobufException("no such prefix length: " + ip + "/" + prefixLength);
        }
        return new AddressWithPrefix(ip, prefixLength);
    }

    private static NetworkPolicyReference.Type type(String text) {
        return NetworkPolicyReference.Type.ofWireName(text)
                .orElseThrow(() -> new ProtobufException("unknown type of policy \"" + text + "\""));
    }

    private static Direction direction(String text) {
        return PolicyNames.direction(text)
                .orElseThrow(() -> new ProtobufException("unknown direction \"" + text + "\""));
    }

    private static Action action(String text) {
        return PolicyNames.action(text)
                .orElseThrow(() -> new ProtobufException("unknown rule action \"" + text + "\""));
    }
}
