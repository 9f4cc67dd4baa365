package antrea.pipeline;

import antrea.net.Bytes;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.PortRange;
import antrea.net.Protocol;
import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.Ports;
import java.util.ArrayList;
import java.util.List;

/// Writes one flow so that it reads like a row of a table: conditions, actions, end. [#goTo], [#drop] and [#build]
/// end it. Conditions and actions of both address families are the same calls.
///
/// The prerequisites of a field (EtherType, protocol number) are added by the call that names the field.
public final class FlowBuilder {
    private static final int ETH_TYPE_ARP = 0x0806;

    private final Table table;
    private final int priority;
    private Match match = Match.ANY;
    private final List<FlowAction> actions = new ArrayList<>();
    private Cookie cookie;
    private Timeouts timeouts = Timeouts.NONE;

    FlowBuilder(Table table, int priority) {
        this.table = table;
        this.priority = priority;
        this.cookie = Cookie.of(table.owner());
    }

    // Who lays the flow.

    /// The feature that lays the flow, when it is not the owner of the table.
    public FlowBuilder by(FlowCategory category) {
        cookie = new Cookie(category, cookie.objectId());
        return this;
    }

    /// The low half of the cookie.
    public FlowBuilder objectId(int id) {
        cookie = new Cookie(cookie.category(), id);
        return this;
    }

    public FlowBuilder timeouts(Timeouts wanted) {
        timeouts = wanted;
        return this;
    }

    // Conditions.

    /// Values of fields: `when(PKT_SOURCE.is(3), REWRITE_MAC.is(0))`.
    public FlowBuilder when(FieldMatch... conditions) {
        for (FieldMatch condition : conditions) {
            match = match.and(condition);
        }
        return this;
    }

    public FlowBuilder inPort(int port) {
        return exact(OxmField.IN_PORT, port & 0xffffffffL);
    }

    public FlowBuilder ethSrc(MacAddress mac) {
        return exact(OxmField.ETH_SRC, mac.bits());
    }

    public FlowBuilder ethDst(MacAddress mac) {
        return exact(OxmField.ETH_DST, mac.bits());
    }

    public FlowBuilder arp() {
        return exact(OxmField.ETH_TYPE, ETH_TYPE_ARP);
    }

    public FlowBuilder arpOp(int operation) {
        return arp().exact(OxmField.ARP_OP, operation);
    }

    public FlowBuilder arpSpa(IpAddress address) {
        return arp().when(FieldMatch.exact(OxmField.ARP_SPA, address.value()));
    }

    public FlowBuilder arpTpa(IpAddress address) {
        return arp().when(FieldMatch.exact(OxmField.ARP_TPA, address.value()));
    }

    public FlowBuilder arpSha(MacAddress mac) {
        return arp().exact(OxmField.ARP_SHA, mac.bits());
    }

    /// Packets of the family.
    public FlowBuilder ip(IpFamily family) {
        return exact(OxmField.ETH_TYPE, family.etherType());
    }

    public FlowBuilder ipSrc(IpAddress address) {
        return ipSrc(Cidr.of(address));
    }

    /// A prefix of length zero is the family alone.
    public FlowBuilder ipSrc(Cidr cidr) {
        return prefix(cidr, OxmField.IPV4_SRC, OxmField.IPV6_SRC);
    }

    public FlowBuilder ipDst(IpAddress address) {
        return ipDst(Cidr.of(address));
    }

    public FlowBuilder ipDst(Cidr cidr) {
        return prefix(cidr, OxmField.IPV4_DST, OxmField.IPV6_DST);
    }

    /// The source before translation, of the first packet of the connection.
    public FlowBuilder ctSrc(Cidr cidr) {
        return prefix(cidr, OxmField.CT_NW_SRC, OxmField.CT_IPV6_SRC);
    }

    public FlowBuilder ctDst(Cidr cidr) {
        return prefix(cidr, OxmField.CT_NW_DST, OxmField.CT_IPV6_DST);
    }

    public FlowBuilder protocol(IpFamily family, Protocol protocol) {
        return ip(family).exact(OxmField.IP_PROTO, protocol.number());
    }

    /// TCP, UDP or SCTP to a port. Throws [IllegalArgumentException] for a protocol without ports.
    public FlowBuilder l4Dst(IpFamily family, Protocol protocol, int port) {
        return l4Dst(family, protocol, new PortRange.Masked(port, 0xffff));
    }

    public FlowBuilder l4Dst(IpFamily family, Protocol protocol, PortRange.Masked port) {
        OxmField field = portField(protocol, OxmField.TCP_DST, OxmField.UDP_DST, OxmField.SCTP_DST);
        return protocol(family, protocol).masked(field, port);
    }

    public FlowBuilder l4Src(IpFamily family, Protocol protocol, int port) {
        return l4Src(family, protocol, new PortRange.Masked(port, 0xffff));
    }

    public FlowBuilder l4Src(IpFamily family, Protocol protocol, PortRange.Masked port) {
        OxmField field = portField(protocol, OxmField.TCP_SRC, OxmField.UDP_SRC, OxmField.SCTP_SRC);
        return protocol(family, protocol).masked(field, port);
    }

    /// ICMP (or ICMPv6) of a type.
    public FlowBuilder icmpType(IpFamily family, int type) {
        return family == IpFamily.V4
                ? protocol(family, Protocol.ICMP).exact(OxmField.ICMPV4_TYPE, type)
                : protocol(family, Protocol.ICMPV6).exact(OxmField.ICMPV6_TYPE, type);
    }

    public FlowBuilder icmp(IpFamily family, int type, int code) {
        return icmpType(family, type).exact(family == IpFamily.V4 ? OxmField.ICMPV4_CODE : OxmField.ICMPV6_CODE, code);
    }

    /// Neighbour advertisements: what says where `target` is.
    public FlowBuilder neighbourAdvertisement(IpAddress target) {
        return icmp(IpFamily.V6, 136, 0).when(FieldMatch.exact(OxmField.ND_TARGET, target.value()));
    }

    public FlowBuilder dscp(IpFamily family, int dscp) {
        return ip(family).exact(OxmField.IP_DSCP, dscp);
    }

    /// `ct(plus(NEW, TRK).minus(RPL))`.
    public FlowBuilder ct(CtCondition condition) {
        return when(condition.toMatch());
    }

    public FlowBuilder conjId(int id) {
        return exact(OxmField.CONJ_ID, id & 0xffffffffL);
    }

    /// The outer destination of a packet that came through a tunnel.
    public FlowBuilder tunnelDst(IpAddress address) {
        return when(FieldMatch.exact(address.isV4() ? OxmField.TUN_DST : OxmField.TUN_IPV6_DST, address.value()));
    }

    // Actions, in order.

    public FlowBuilder load(FieldMatch... values) {
        for (FieldMatch value : values) {
            then(new Action.SetField(value));
        }
        return this;
    }

    public FlowBuilder load(Field field, long value) {
        return load(field.is(value));
    }

    /// The number of this table.
    public FlowBuilder loadOwnTable(Field into) {
        return then(new FlowAction.LoadOwnTable(into));
    }

    public FlowBuilder setEthSrc(MacAddress mac) {
        return load(FieldMatch.exact(OxmField.ETH_SRC, mac.bits()));
    }

    public FlowBuilder setEthDst(MacAddress mac) {
        return load(FieldMatch.exact(OxmField.ETH_DST, mac.bits()));
    }

    /// The outer destination for the tunnel port.
    public FlowBuilder setTunnelDst(IpAddress peer) {
        return load(FieldMatch.exact(peer.isV4() ? OxmField.TUN_DST : OxmField.TUN_IPV6_DST, peer.value()));
    }

    public FlowBuilder decTtl() {
        return then(new Action.DecTtl());
    }

    public FlowBuilder output(int port) {
        return then(new Action.Output(port));
    }

    public FlowBuilder output(Field port) {
        return then(new Action.OutputField(port.range()));
    }

    /// Back out of the port by which the packet came: OVS does this only when told so.
    public FlowBuilder outputInPort() {
        return output(Ports.IN_PORT);
    }

    public FlowBuilder normal() {
        return output(Ports.NORMAL);
    }

    public FlowBuilder group(int groupId) {
        return then(new Action.Group(groupId));
    }

    public FlowBuilder meter(int meterId) {
        return then(new Action.Meter(meterId));
    }

    /// The whole packet to the controller with `userdata`.
    public FlowBuilder controller(Bytes userdata) {
        return then(new Action.Controller(65535, 0, userdata, false));
    }

    public FlowBuilder conjunction(int id, int clause, int clauseCount) {
        return then(new Action.Conjunction(id, clause, clauseCount));
    }

    public FlowBuilder learn(Table into, Action.Learn template) {
        return then(new FlowAction.Learn(into, template));
    }

    public FlowBuilder resubmit(Target target) {
        return then(new FlowAction.Resubmit(target));
    }

    public FlowBuilder ct(FlowAction.Ct action) {
        return then(action);
    }

    /// Any other action of the wire that names no table.
    public FlowBuilder then(Action action) {
        return then(new FlowAction.Plain(action));
    }

    public FlowBuilder then(FlowAction action) {
        actions.add(action);
        return this;
    }

    // Ends.

    /// The packet goes on in a later table.
    public Flow goTo(Target target) {
        return then(new FlowAction.GoTo(target)).build();
    }

    /// No action at all. Throws [IllegalStateException] when there are some.
    public Flow drop() {
        if (!actions.isEmpty()) {
            throw new IllegalStateException("a drop has no actions: " + actions);
        }
        return build();
    }

    /// Throws [PipelineException] when the table does not declare this flow.
    public Flow build() {
        return new Flow(table, priority, match, actions, cookie, timeouts);
    }

    /// The miss flow of the table, laid by the assembly.
    Flow miss(List<FlowAction> missActions, Cookie missCookie) {
        return new Flow(table, priority, match, missActions, missCookie, timeouts);
    }

    private FlowBuilder exact(OxmField field, long value) {
        return when(FieldMatch.exact(field, value));
    }

    private FlowBuilder masked(OxmField field, PortRange.Masked port) {
        return when(new FieldMatch(field, U128.of(port.value()), U128.of(port.mask())));
    }

    private FlowBuilder prefix(Cidr cidr, OxmField v4, OxmField v6) {
        ip(cidr.family());
        OxmField field = cidr.family() == IpFamily.V4 ? v4 : v6;
        return cidr.prefixLength() == 0
                ? this
                : when(new FieldMatch(field, cidr.address().value(), cidr.mask()));
    }

    private static OxmField portField(Protocol protocol, OxmField tcp, OxmField udp, OxmField sctp) {
        return switch (protocol) {
            case TCP -> tcp;
            case UDP -> udp;
            case SCTP -> sctp;
            case ICMP, ICMPV6, IGMP -> throw new IllegalArgumentException(protocol + " has no ports");
        };
    }
}
