package antrea.networkpolicy.node;

import antrea.feature.PacketInHandler;
import antrea.feature.PacketInReason;
import antrea.net.IpAddress;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.PacketException;
import antrea.net.packet.Transport;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.networkpolicy.node.AuditRecord.Disposition;
import antrea.networkpolicy.node.AuditRecord.RuleLabel;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.PacketIn;
import antrea.pipeline.Field;
import java.lang.System.Logger;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Takes the packets that policies send up, and hands what is to be logged to the audit log.
final class PolicyPackets implements PacketInHandler {
    static final PacketInReason REASON = new PacketInReason(1, "NetworkPolicy");

    /// Operations of the second byte of the userdata, which may come together.
    static final int LOG = 1;

    private static final Logger LOGGER = System.getLogger(PolicyPackets.class.getName());

    private final AuditRegistry registry;
    private final IntFunction<String> tableNames;
    private final AuditSink sink;

    PolicyPackets(AuditRegistry registry, IntFunction<String> tableNames, AuditSink sink) {
        this.registry = registry;
        this.tableNames = tableNames;
        this.sink = sink;
    }

    @Override
    public PacketInReason reason() {
        return REASON;
    }

    @Override
    public void observe(PacketIn packet) {
        boolean logged = packet.userdata().length() > 1 && (packet.userdata().at(1) & LOG) != 0;
        if (logged) {
            record(packet).ifPresent(sink::observe);
        }
    }

    /// Empty for what is no IP packet, or was decided by a rule that is long gone.
    Optional<AuditRecord> record(PacketIn in) {
        Optional<IpPacket> packet = ip(in);
        String table = tableNames.apply(value(in, PolicyFields.PACKET_IN_TABLE));
        Optional<Direction> direction = direction(table);
        if (packet.isEmpty() || direction.isEmpty()) {
            LOGGER.log(Logger.Level.DEBUG, "A packet for the audit log is not readable, table={0}", table);
            return Optional.empty();
        }
        Disposition disposition = Disposition.ofNumber(value(in, PolicyFields.DISPOSITION));
        IpAddress local =
                switch (direction.get()) {
                    case IN -> packet.get().destination();
                    case OUT -> packet.get().source();
                };
        return rule(in, direction.get(), disposition)
                .map(rule -> new AuditRecord(
                        table,
                        disposition,
                        rule,
                        direction.get().policyType(),
                        registry.pod(local).map(Object::toString).orElse(""),
                        summary(packet.get())));
    }

    private Optional<RuleLabel> rule(PacketIn in, Direction direction, Disposition disposition) {
        return switch (disposition) {
            case DROP, REJECT -> Optional.of(RuleLabel.K8S_DEFAULT);
            case ALLOW, PASS ->
                registry.rule(value(
                        in, direction == Direction.IN ? PolicyFields.INGRESS_RULE_ID : PolicyFields.EGRESS_RULE_ID));
        };
    }

    private static Optional<Direction> direction(String table) {
        return Stream.of(Direction.values())
                .filter(d -> table.contains(d.policyType()))
                .findFirst();
    }

    private static int value(PacketIn in, Field field) {
        OxmField register = field.range().field();
        return in.metadata()
                .get(register)
                .map(m -> (int) (m.value().low() >>> field.range().lowBit()
                        & (1L << field.range().width()) - 1))
                .orElse(0);
    }

    private static Optional<IpPacket> ip(PacketIn in) {
        try {
            return EthernetFrame.parse(in.packet().toArray()).content() instanceof IpPacket packet
                    ? Optional.of(packet)
                    : Optional.empty();
        } catch (PacketException _) {
            return Optional.empty();
        }
    }

    private static AuditRecord.Packet summary(IpPacket packet) {
        String sourcePort = "";
        String port = "";
        switch (packet.transport()) {
            case Transport.Tcp tcp -> {
                sourcePort = Integer.toString(tcp.sourcePort());
                port = Integer.toString(tcp.destinationPort());
            }
            case Transport.Udp udp -> {
                sourcePort = Integer.toString(udp.sourcePort());
                port = Integer.toString(udp.destinationPort());
            }
            case Transport.Sctp _, Transport.Icmp _, Transport.Icmpv6 _, Transport.Neighbor _ -> {}
            case Transport.Igmp _, Transport.Other _ -> {}
        }
        return new AuditRecord.Packet(
                packet.source().toString(),
                sourcePort,
                packet.destination().toString(),
                port,
                protocol(packet.protocolNumber()),
                packet.toBytes().length);
    }

    /// The original's names of protocols.
    private static String protocol(int number) {
        return switch (number) {
            case 1 -> "ICMP";
            case 2 -> "IGMP";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 58 -> "IPv6-ICMP";
            case 132 -> "SCTP";
            default -> "UnknownProtocol";
        };
    }
}
