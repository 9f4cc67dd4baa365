package antrea.service.node;

import static antrea.nodenetwork.node.NodeFields.CT_HAIRPIN;
import static antrea.nodenetwork.node.NodeFields.CT_SERVICE;
import static antrea.nodenetwork.node.NodeFields.CT_SNAT;
import static antrea.nodenetwork.node.NodeFields.CT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.PKT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.REWRITE_MAC;
import static antrea.pipeline.CtCondition.plus;
import static antrea.pipeline.CtFlag.NEW;
import static antrea.pipeline.CtFlag.TRK;
import static antrea.pipeline.Priority.LOW;
import static antrea.pipeline.Priority.NORMAL;
import static antrea.service.node.ServiceFields.ENDPOINT_PORT;
import static antrea.service.node.ServiceFields.ENDPOINT_STATE;
import static antrea.service.node.ServiceFields.NO_ENDPOINT;
import static antrea.service.node.ServiceFields.REMOTE_ENDPOINT;
import static antrea.service.node.ServiceFields.SELECTED;
import static antrea.service.node.ServiceFields.SERVICE_GROUP;
import static antrea.service.node.ServiceFields.TO_LEARN;
import static antrea.service.node.ServiceFields.TO_SELECT;

import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.net.U128;
import antrea.nodenetwork.node.NodeFields;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Action.LearnSpec;
import antrea.openflow.codec.Action.Nat;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Cookie;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction;
import antrea.pipeline.FlowCategory;
import antrea.pipeline.Group;
import antrea.pipeline.GroupType;
import antrea.pipeline.Stage;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.List;

/// What one Service port needs in the switch: its group, the row that leads there, and a row for each endpoint,
/// which ports with the same endpoint share. Pure.
final class PortFlows {
    private static final int WEIGHT = 100;

    private PortFlows() {}

    static Group group(ServicePort port, int groupId) {
        List<Group.Bucket> buckets = new ArrayList<>();
        Target behind =
                Target.table(port.affinitySeconds() > 0 ? ServiceTables.SERVICE_LB : ServiceTables.ENDPOINT_DNAT);
        for (Endpoint endpoint : port.endpoints()) {
            buckets.add(Group.Bucket.of(
                    WEIGHT,
                    FlowAction.load(ServiceFields.endpointIs(endpoint.address())),
                    FlowAction.load(portOf(endpoint)),
                    FlowAction.resubmit(behind)));
        }
        if (buckets.isEmpty()) {
            buckets.add(Group.Bucket.of(
                    WEIGHT,
                    FlowAction.load(NO_ENDPOINT.is(1)),
                    FlowAction.resubmit(Target.table(ServiceTables.ENDPOINT_DNAT))));
        }
        return new Group(groupId, GroupType.SELECT, ServiceTables.SERVICE_LB, buckets);
    }

    /// Port and kind in one write: a bucket of 64 bytes, with IPv6 72, so that [EndpointLimit#MOST] fit into what
    /// the switch can tell of a group.
    private static FieldMatch portOf(Endpoint endpoint) {
        FieldMatch port = ENDPOINT_PORT.is(endpoint.port());
        if (!endpoint.remotePod()) {
            return port;
        }
        FieldMatch remote = REMOTE_ENDPOINT.is(1);
        return new FieldMatch(
                port.field(), port.value().or(remote.value()), port.mask().or(remote.mask()));
    }

    static List<Flow> flows(ServicePort port, int groupId) {
        List<Flow> out = new ArrayList<>();
        IpFamily family = port.clusterIp().family();
        boolean affinity = port.affinitySeconds() > 0;
        out.add(ServiceTables.SERVICE_LB
                .flow(NORMAL)
                .when(ENDPOINT_STATE.is(TO_SELECT))
                .ipDst(port.clusterIp())
                .l4Dst(family, port.protocol(), port.port())
                .load(REWRITE_MAC, 1)
                .load(ENDPOINT_STATE, affinity ? TO_LEARN : SELECTED)
                .load(SERVICE_GROUP, groupId)
                .group(groupId)
                .build());
        if (affinity) {
            out.add(learn(port, groupId));
        }
        for (Endpoint endpoint : port.endpoints()) {
            out.add(translate(endpoint, port.protocol()));
            if (endpoint.local()) {
                out.add(hairpin(endpoint));
            }
        }
        return out;
    }

    private static Flow translate(Endpoint endpoint, Protocol protocol) {
        IpFamily family = endpoint.address().family();
        return ServiceTables.ENDPOINT_DNAT
                .flow(NORMAL)
                .protocol(family, protocol)
                .when(ServiceFields.endpointIs(endpoint.address()))
                .when(ENDPOINT_PORT.is(endpoint.port()), ENDPOINT_STATE.is(SELECTED))
                .ct(FlowAction.Ct.commit(NodeFields.ctZone(family))
                        .to(Target.stage(Stage.EGRESS_SECURITY))
                        .withNat(Nat.destination(endpoint.address(), endpoint.port()))
                        .set(CT_SERVICE.is(1))
                        .move(PKT_SOURCE, CT_SOURCE))
                .build();
    }

    /// A Pod that reaches itself through its own Service has to see somebody else as the source.
    private static Flow hairpin(Endpoint endpoint) {
        IpFamily family = endpoint.address().family();
        return ServiceTables.SNAT_MARK
                .flow(LOW)
                .ct(plus(NEW, TRK))
                .ipSrc(endpoint.address())
                .ipDst(endpoint.address())
                .ct(FlowAction.Ct.commit(NodeFields.ctZone(family))
                        .to(Target.next())
                        .set(CT_SNAT.is(1))
                        .set(CT_HAIRPIN.is(1)))
                .build();
    }

    /// Remembers the chosen endpoint for this client. Learned flows go when this one goes, or after the time.
    private static Flow learn(ServicePort port, int groupId) {
        IpFamily family = port.clusterIp().family();
        boolean v4 = family == IpFamily.V4;
        OxmField destination = destinationPort(port.protocol());
        BitRange endpoint = ServiceFields.endpointIp(family).range();
        List<LearnSpec> specs = List.of(
                matchValue(OxmField.ETH_TYPE, family.etherType()),
                matchValue(OxmField.IP_PROTO, port.protocol().number()),
                matchField(destination),
                matchField(v4 ? OxmField.IPV4_DST : OxmField.IPV6_DST),
                matchField(v4 ? OxmField.IPV4_SRC : OxmField.IPV6_SRC),
                new LearnSpec.LoadField(endpoint, endpoint),
                new LearnSpec.LoadField(ENDPOINT_PORT.range(), ENDPOINT_PORT.range()),
                new LearnSpec.LoadField(REMOTE_ENDPOINT.range(), REMOTE_ENDPOINT.range()),
                new LearnSpec.LoadValue(ENDPOINT_STATE.range(), U128.of(SELECTED)),
                new LearnSpec.LoadValue(REWRITE_MAC.range(), U128.of(1)));
        long cookie = new Cookie(FlowCategory.SERVICE, groupId).lowBits();
        // Kubernetes allows a day; a flow of OpenFlow lives 18 hours at most
        int affinitySeconds = Math.min(port.affinitySeconds(), Action.Learn.LONGEST_TIMEOUT);
        return ServiceTables.SERVICE_LB
                .flow(LOW)
                .objectId(groupId)
                .when(ENDPOINT_STATE.is(TO_LEARN))
                .ipDst(port.clusterIp())
                .l4Dst(family, port.protocol(), port.port())
                .learn(
                        ServiceTables.SESSION_AFFINITY,
                        new Action.Learn(0, NORMAL, 0, affinitySeconds, 0, cookie, true, specs))
                .load(ENDPOINT_STATE, SELECTED)
                .goTo(Target.table(ServiceTables.ENDPOINT_DNAT));
    }

    private static LearnSpec matchValue(OxmField field, long value) {
        return new LearnSpec.MatchValue(BitRange.whole(field), U128.of(value));
    }

    private static LearnSpec matchField(OxmField field) {
        return new LearnSpec.MatchField(BitRange.whole(field), BitRange.whole(field));
    }

    private static OxmField destinationPort(Protocol protocol) {
        return switch (protocol) {
            case TCP -> OxmField.TCP_DST;
            case UDP -> OxmField.UDP_DST;
            case SCTP -> OxmField.SCTP_DST;
            case ICMP, ICMPV6, IGMP -> throw new IllegalArgumentException(protocol + " has no ports");
        };
    }
}
