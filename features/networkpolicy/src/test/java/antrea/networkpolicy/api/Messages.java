package antrea.networkpolicy.api;

import antrea.net.AddressWithPrefix;
import antrea.net.IpAddress;
import antrea.net.Ipv4Address;
import antrea.net.Ipv6Address;
import antrea.net.Protocol;
import antrea.net.U128;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Random messages for property tests.
final class Messages {
    private Messages() {}

    static Arbitrary<String> text() {
        return Arbitraries.strings().withChars("abz-/ä€.0").ofMaxLength(12);
    }

    static Arbitrary<Metadata> metadata() {
        return Combinators.combine(text(), text(), Arbitraries.longs()).as(Metadata::new);
    }

    static Arbitrary<IpAddress> ip() {
        Arbitrary<IpAddress> v4 = Arbitraries.integers().map(Ipv4Address::new);
        Arbitrary<IpAddress> v6 = Combinators.combine(Arbitraries.longs().greaterOrEqual(1), Arbitraries.longs())
                .as((high, low) -> new Ipv6Address(new U128(high, low)));
        return Arbitraries.oneOf(v4, v6);
    }

    static Arbitrary<AddressWithPrefix> net() {
        return ip().flatMap(ip ->
                Arbitraries.integers().between(0, ip.family().bits()).map(length -> new AddressWithPrefix(ip, length)));
    }

    static Arbitrary<OptionalInt> optionalInt() {
        return Arbitraries.oneOf(
                Arbitraries.just(OptionalInt.empty()), Arbitraries.integers().map(OptionalInt::of));
    }

    static Arbitrary<MemberRef> ref() {
        return Arbitraries.oneOf(
                Combinators.combine(text(), text()).as(MemberRef.Pod::new),
                Combinators.combine(text(), text()).as(MemberRef.ExternalEntity::new),
                text().map(MemberRef.Node::new),
                serviceRef());
    }

    static Arbitrary<MemberRef.Service> serviceRef() {
        return Combinators.combine(text(), text()).as(MemberRef.Service::new);
    }

    static Arbitrary<GroupMember> member() {
        Arbitrary<NamedPort> port = Combinators.combine(Arbitraries.integers(), text(), Arbitraries.of(Protocol.class))
                .as(NamedPort::new);
        return Combinators.combine(ref(), ip().list().ofMaxSize(2), port.list().ofMaxSize(2))
                .as(GroupMember::new);
    }

    static Arbitrary<AddressGroup> addressGroup() {
        return Combinators.combine(metadata(), member().list().ofMaxSize(3)).as(AddressGroup::new);
    }

    static Arbitrary<AppliedToGroup.Patch> appliedToGroupPatch() {
        return Combinators.combine(
                        metadata(),
                        member().list().ofMaxSize(3),
                        member().list().ofMaxSize(3))
                .as(AppliedToGroup.Patch::new);
    }

    static Arbitrary<NetworkPolicyPeer> peer() {
        Arbitrary<IpBlock> block =
                Combinators.combine(net(), net().list().ofMaxSize(2)).as(IpBlock::new);
        return Combinators.combine(
                        text().list().ofMaxSize(2),
                        block.list().ofMaxSize(2),
                        text().list().ofMaxSize(2),
                        serviceRef().list().ofMaxSize(2),
                        Arbitraries.integers().list().ofMaxSize(2))
                .as(NetworkPolicyPeer::new);
    }

    static Arbitrary<Service> service() {
        Arbitrary<Service.Port> port = Arbitraries.oneOf(
                Arbitraries.integers().map(Service.Port.Number::new), text().map(Service.Port.Name::new));
        return Combinators.combine(
                        Arbitraries.of(Protocol.class).optional(),
                        port.optional(),
                        optionalInt(),
                        Combinators.combine(optionalInt(), optionalInt()).as(Service.Icmp::new),
                        Combinators.combine(optionalInt(), text()).as(Service.Igmp::new),
                        Combinators.combine(optionalInt(), optionalInt()).as(Service.SourcePorts::new))
                .as(Service::new);
    }

    static Arbitrary<L7Protocol> l7() {
        Arbitrary<L7Protocol.Http> http =
                Combinators.combine(text(), text(), text()).as(L7Protocol.Http::new);
        return Arbitraries.oneOf(
                http.map(h -> new L7Protocol(Optional.of(h), Optional.empty())),
                text().map(sni -> new L7Protocol(Optional.empty(), Optional.of(new L7Protocol.Tls(sni)))));
    }

    static Arbitrary<NetworkPolicyRule> rule() {
        Arbitrary<NetworkPolicyRule.Verdict> verdict = Combinators.combine(
                        Arbitraries.integers(),
                        Arbitraries.of(NetworkPolicyRule.Action.class).optional(),
                        Arbitraries.of(true, false),
                        text(),
                        text())
                .as(NetworkPolicyRule.Verdict::new);
        return Combinators.combine(
                        Arbitraries.of(NetworkPolicyRule.Direction.class),
                        peer(),
                        service().list().ofMaxSize(2),
                        l7().list().ofMaxSize(1),
                        verdict,
                        text().list().ofMaxSize(2))
                .as(NetworkPolicyRule::new);
    }

    static Arbitrary<NetworkPolicy> policy() {
        Arbitrary<NetworkPolicyReference> source = Combinators.combine(
                        Arbitraries.of(NetworkPolicyReference.Type.class), text(), text(), text())
                .as(NetworkPolicyReference::new);
        return Combinators.combine(
                        metadata(),
                        rule().list().ofMaxSize(2),
                        text().list().ofMaxSize(2),
                        Arbitraries.of(
                                OptionalDouble.empty(),
                                OptionalDouble.of(0),
                                OptionalDouble.of(10),
                                OptionalDouble.of(5.25)),
                        optionalInt(),
                        source.optional())
                .as(NetworkPolicy::new);
    }

    static Arbitrary<NetworkPolicyStatus> status() {
        Arbitrary<NetworkPolicyStatus.NodeStatus> node = Combinators.combine(
                        text(), Arbitraries.longs(), Arbitraries.of(true, false), text())
                .as(NetworkPolicyStatus.NodeStatus::new);
        return Combinators.combine(metadata(), node.list().ofMaxSize(3)).as(NetworkPolicyStatus::new);
    }
}
