package antrea.networkpolicy.api;

import antrea.net.IpAddress;
import antrea.net.Ipv4Address;
import antrea.net.Protocol;
import antrea.net.U128;
import antrea.serve.codec.ProtobufException;
import antrea.serve.codec.ProtobufReader;
import antrea.serve.codec.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Groups and their members as protobuf. Scalars are always written, even when zero or empty, as the Go original
/// does (gogo proto2); addresses are 16 bytes, IPv4 ones in the form of RFC 4291 section 2.5.5.2.
final class GroupProtobuf {
    private static final long V4_MAPPED = 0xffff_0000_0000L;

    private GroupProtobuf() {}

    static void write(ProtobufWriter out, AddressGroup group) {
        out.message(1, o -> write(o, group.metadata()));
        members(out, 2, group.groupMembers());
    }

    static void write(ProtobufWriter out, AppliedToGroup group) {
        out.message(1, o -> write(o, group.metadata()));
        members(out, 2, group.groupMembers());
    }

    static void write(ProtobufWriter out, AddressGroup.Patch patch) {
        out.message(1, o -> write(o, patch.metadata()));
        members(out, 2, patch.added());
        members(out, 3, patch.removed());
    }

    static void write(ProtobufWriter out, AppliedToGroup.Patch patch) {
        out.message(1, o -> write(o, patch.metadata()));
        members(out, 2, patch.added());
        members(out, 3, patch.removed());
    }

    private static void members(ProtobufWriter out, int field, List<GroupMember> members) {
        for (GroupMember member : members) {
            out.message(field, o -> write(o, member));
        }
    }

    /// ObjectMeta: every scalar up to the creation time, which is empty.
    static void write(ProtobufWriter out, Metadata metadata) {
        out.text(1, metadata.name());
        out.text(2, "");
        out.text(3, "");
        out.text(4, "");
        out.text(5, metadata.uid());
        out.text(6, "");
        out.integer(7, metadata.generation());
        out.emptyMessage(8);
    }

    private static void write(ProtobufWriter out, GroupMember member) {
        switch (member.ref()) {
            case MemberRef.Pod(String namespace, String name) ->
                out.message(1, o -> nameAndNamespace(o, name, namespace));
            case MemberRef.ExternalEntity(String namespace, String name) ->
                out.message(2, o -> nameAndNamespace(o, name, namespace));
            case MemberRef.Node _, MemberRef.Service _ -> {}
        }
        for (IpAddress ip : member.ips()) {
            out.bytes(3, sixteenBytes(ip));
        }
        for (NamedPort port : member.ports()) {
            out.message(4, o -> write(o, port));
        }
        switch (member.ref()) {
            case MemberRef.Node(String name) -> out.message(5, o -> o.text(1, name));
            case MemberRef.Service(String namespace, String name) ->
                out.message(6, o -> nameAndNamespace(o, name, namespace));
            case MemberRef.Pod _, MemberRef.ExternalEntity _ -> {}
        }
    }

    static void nameAndNamespace(ProtobufWriter out, String name, String namespace) {
        out.text(1, name);
        out.text(2, namespace);
    }

    private static void write(ProtobufWriter out, NamedPort port) {
        out.integer(1, port.port());
        out.text(2, port.name());
        out.text(3, port.protocol().name());
    }

    static byte[] sixteenBytes(IpAddress ip) {
        U128 value = ip instanceof Ipv4Address v4 ? U128.of(V4_MAPPED | v4.bits() & 0xffffffffL) : ip.value();
        return value.toBytes(16);
    }

    /// Reads 4 or 16 bytes; an IPv4-mapped address is an IPv4 address.
    static IpAddress ip(byte[] bytes) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw new ProtobufException("an address has 4 or 16 bytes, not " + bytes.length);
        }
        U128 value = U128.ofBytes(bytes);
        boolean mapped = value.high() == 0 && value.low() >>> 32 == 0xffff;
        return bytes.length == 4 || mapped ? new Ipv4Address((int) value.low()) : IpAddress.ofBytes(bytes);
    }

    static Metadata metadata(ProtobufReader in) {
        String name = "";
        String uid = "";
        long generation = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 5 -> uid = in.text();
                case 7 -> generation = in.integer();
                default -> {}
            }
        }
        return new Metadata(name, uid, generation);
    }

    static AddressGroup addressGroup(ProtobufReader in) {
        Members read = Members.read(in);
        return new AddressGroup(read.metadata, read.first);
    }

    static AppliedToGroup appliedToGroup(ProtobufReader in) {
        Members read = Members.read(in);
        return new AppliedToGroup(read.metadata, read.first);
    }

    static AddressGroup.Patch addressGroupPatch(ProtobufReader in) {
        Members read = Members.read(in);
        return new AddressGroup.Patch(read.metadata, read.first, read.second);
    }

    static AppliedToGroup.Patch appliedToGroupPatch(ProtobufReader in) {
        Members read = Members.read(in);
        return new AppliedToGroup.Patch(read.metadata, read.first, read.second);
    }

    /// The common shape of the four messages: metadata and one or two lists of members.
    private record Members(Metadata metadata, List<GroupMember> first, List<GroupMember> second) {
        static Members read(ProtobufReader in) {
            Metadata metadata = Metadata.of("", "");
            List<GroupMember> first = new ArrayList<>();
            List<GroupMember> second = new ArrayList<>();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> metadata = GroupProtobuf.metadata(in.message());
                    case 2 -> first.add(member(in.message()));
                    case 3 -> second.add(member(in.message()));
                    default -> {}
                }
            }
            return new Members(metadata, first, second);
        }
    }

    private static GroupMember member(ProtobufReader in) {
        Optional<MemberRef> ref = Optional.empty();
        List<IpAddress> ips = new ArrayList<>(2);
        List<NamedPort> ports = new ArrayList<>(0);
        while (in.next()) {
            switch (in.field()) {
                case 1, 2, 5, 6 -> ref = Optional.of(ref(in.field(), in.message()));
                case 3 -> ips.add(ip(in.bytes()));
                case 4 -> ports.add(namedPort(in.message()));
                default -> {}
            }
        }
        MemberRef found = ref.orElseThrow(() -> new ProtobufException("a group member of an unknown kind"));
        return new GroupMember(found, ips, ports);
    }

    private static MemberRef ref(int kind, ProtobufReader in) {
        String name = "";
        String namespace = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> namespace = in.text();
                default -> {}
            }
        }
        return switch (kind) {
            case 1 -> new MemberRef.Pod(namespace, name);
            case 2 -> new MemberRef.ExternalEntity(namespace, name);
            case 5 -> new MemberRef.Node(name);
            default -> new MemberRef.Service(namespace, name);
        };
    }

    static MemberRef.Service serviceRef(ProtobufReader in) {
        return ref(6, in) instanceof MemberRef.Service service ? service : new MemberRef.Service("", "");
    }

    private static NamedPort namedPort(ProtobufReader in) {
        int port = 0;
        String name = "";
        Protocol protocol = Protocol.TCP;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> port = in.int32();
                case 2 -> name = in.text();
                case 3 -> protocol = protocol(in.text());
                default -> {}
            }
        }
        return new NamedPort(port, name, protocol);
    }

    static Protocol protocol(String text) {
        return PolicyNames.protocol(text).orElseThrow(() -> new ProtobufException("unknown protocol \"" + text + "\""));
    }
}
