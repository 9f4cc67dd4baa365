package antrea.pipeline.corridor;

import static antrea.pipeline.CtCondition.plus;
import static antrea.pipeline.CtFlag.NEW;
import static antrea.pipeline.CtFlag.RPL;
import static antrea.pipeline.CtFlag.TRK;
import static antrea.pipeline.FlowAction.load;
import static antrea.pipeline.FlowAction.resubmit;
import static antrea.pipeline.FlowCategory.SERVICE;
import static antrea.pipeline.Priority.HIGH;
import static antrea.pipeline.Priority.LOW;
import static antrea.pipeline.Priority.NORMAL;
import static antrea.pipeline.Target.next;
import static antrea.pipeline.Target.stage;
import static antrea.pipeline.Target.table;
import static antrea.pipeline.corridor.Fields.*;
import static antrea.pipeline.corridor.Node.*;
import static antrea.pipeline.corridor.Tables.*;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Action.LearnSpec;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Cookie;
import antrea.pipeline.Field;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction;
import antrea.pipeline.FlowAction.Ct;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.Group;
import antrea.pipeline.GroupType;
import antrea.pipeline.Stage;
import java.util.ArrayList;
import java.util.List;

/// Part 5 and the S rows of part 1.
final class ServiceFlows {
    /// An Endpoint of a Service; one that is not local is behind the tunnel or outside.
    record Endpoint(IpAddress ip, int port, boolean local) {}

    /// A Service port. `affinitySeconds` 0 = none, `nodePort` 0 = none.
    record Service(
            int group, IpAddress clusterIp, int port, int nodePort, int affinitySeconds, List<Endpoint> endpoints) {}

    private final IpFamily family;
    private final List<Flow> out = new ArrayList<>();

    private ServiceFlows(IpFamily family) {
        this.family = family;
    }

    static List<Flow> of(IpFamily family) {
        ServiceFlows flows = new ServiceFlows(family);
        flows.tracking();
        flows.snat();
        return flows.out;
    }

    /// Rows that name no family.
    static List<Flow> common() {
        return List.of(
                ENDPOINT_DNAT
                        .flow(NORMAL)
                        .when(NO_ENDPOINT.is(1))
                        .controller(Bytes.of(4))
                        .build(),
                ENDPOINT_DNAT
                        .flow(LOW)
                        .when(SELECTED)
                        .load(TO_SELECT)
                        .resubmit(table(SERVICE_LB))
                        .build(),
                L3_FORWARDING
                        .flow(LOW)
                        .by(SERVICE)
                        .when(SERVICE_MARK.is(1), FROM_GATEWAY, REWRITE_MAC.is(1))
                        .setEthDst(GATEWAY_MAC)
                        .load(TO_GATEWAY)
                        .goTo(table(L3_DEC_TTL)),
                OUTPUT.flow(HIGH)
                        .by(SERVICE)
                        .when(HAIRPIN_MARK.is(1))
                        .outputInPort()
                        .build());
    }

    private void tracking() {
        for (IpAddress own : List.of(serviceVirtualIp(family), gatewayIp(family))) {
            out.add(UN_SNAT.flow(NORMAL)
                    .ipDst(own)
                    .ct(Ct.track(snatZone(family)).withNat().to(table(CONNTRACK_ZONE)))
                    .build());
        }
        out.add(CONNTRACK_STATE
                .flow(LOW)
                .by(SERVICE)
                .ip(family)
                .ct(plus(TRK).minus(NEW))
                .when(SERVICE_MARK.is(1))
                .load(REWRITE_MAC.is(1))
                .goTo(stage(Stage.EGRESS_SECURITY)));
        out.add(PRE_ROUTING
                .flow(NORMAL)
                .ip(family)
                .resubmit(table(NODE_PORT_MARK))
                .resubmit(table(SESSION_AFFINITY))
                .resubmit(table(SERVICE_LB))
                .build());
        out.add(NODE_PORT_MARK
                .flow(NORMAL)
                .ipDst(nodeIp(family))
                .load(NODE_PORT.is(1))
                .build());
    }

    private void snat() {
        out.add(SNAT_MARK_TABLE
                .flow(NORMAL)
                .ip(family)
                .ct(plus(NEW, TRK))
                .when(FROM_GATEWAY, TO_GATEWAY)
                .ct(Ct.commit(zone(family)).to(next()).set(SNAT_MARK.is(1)).set(HAIRPIN_MARK.is(1)))
                .build());
        out.add(SNAT_MARK_TABLE
                .flow(NORMAL)
                .ip(family)
                .ct(plus(NEW, TRK))
                .when(FROM_GATEWAY, TO_TUNNEL, TO_EXTERNAL_ADDRESS.is(1), DSR.is(0))
                .ct(Ct.commit(zone(family)).to(next()).set(SNAT_MARK.is(1)))
                .build());
        out.add(snat(NORMAL, HAIRPIN_MARK.is(1), FROM_GATEWAY, serviceVirtualIp(family), true));
        out.add(snat(NORMAL, HAIRPIN_MARK.is(1), FROM_POD, gatewayIp(family), true));
        out.add(snat(LOW, SNAT_MARK.is(1), FROM_GATEWAY, gatewayIp(family), false));
        out.add(SNAT.flow(NORMAL)
                .ip(family)
                .ct(plus(TRK).minus(NEW, RPL))
                .when(SNAT_MARK.is(1))
                .ct(Ct.track(snatZone(family)).withNat().to(stage(Stage.SWITCHING)))
                .build());
    }

    private Flow snat(int priority, FieldMatch mark, FieldMatch from, IpAddress source, boolean hairpin) {
        Ct action = Ct.commit(snatZone(family))
                .to(stage(Stage.SWITCHING))
                .withNat(Action.Nat.source(source))
                .set(SERVICE_MARK.is(1));
        return SNAT.flow(priority)
                .ip(family)
                .ct(plus(NEW, TRK))
                .when(mark, from)
                .ct(hairpin ? action.set(HAIRPIN_MARK.is(1)) : action)
                .build();
    }

    static Group group(Service service) {
        boolean affinity = service.affinitySeconds() > 0;
        FlowAction on = resubmit(table(affinity ? SERVICE_LB : ENDPOINT_DNAT));
        if (service.endpoints().isEmpty()) {
            return new Group(
                    service.group(),
                    GroupType.SELECT,
                    SERVICE_LB,
                    List.of(Group.Bucket.of(100, load(NO_ENDPOINT.is(1)), resubmit(table(ENDPOINT_DNAT)))));
        }
        List<Group.Bucket> buckets = new ArrayList<>();
        for (Endpoint e : service.endpoints()) {
            List<FlowAction> actions = new ArrayList<>();
            if (!e.local()) {
                actions.add(load(REMOTE_ENDPOINT.is(1)));
            }
            actions.add(load(endpointField(e.ip()).is(e.ip())));
            actions.add(load(ENDPOINT_PORT.is(e.port())));
            actions.add(on);
            buckets.add(new Group.Bucket(100, actions));
        }
        return new Group(service.group(), GroupType.SELECT, SERVICE_LB, buckets);
    }

    private static Field endpointField(IpAddress ip) {
        return ip.isV4() ? ENDPOINT_V4 : ENDPOINT_V6;
    }

    static List<Flow> flows(Service service) {
        List<Flow> out = new ArrayList<>(entries(service));
        for (Endpoint e : service.endpoints()) {
            out.addAll(endpoint(service.clusterIp().family(), e));
        }
        return out;
    }

    /// The ways into the group: cluster IP, NodePort, and what remembers the choice.
    private static List<Flow> entries(Service service) {
        List<Flow> out = new ArrayList<>();
        boolean affinity = service.affinitySeconds() > 0;
        out.add(toService(service, NORMAL)
                .when(TO_SELECT)
                .load(REWRITE_MAC.is(1), affinity ? TO_LEARN : SELECTED, SERVICE_GROUP.is(service.group()))
                .group(service.group())
                .build());
        if (service.nodePort() > 0) {
            out.add(SERVICE_LB
                    .flow(NORMAL)
                    .l4Dst(service.clusterIp().family(), Protocol.TCP, service.nodePort())
                    .when(NODE_PORT.is(1), TO_SELECT)
                    .load(REWRITE_MAC.is(1), SELECTED, SERVICE_GROUP.is(service.group()), TO_EXTERNAL_ADDRESS.is(1))
                    .group(service.group())
                    .build());
        }
        if (affinity) {
            out.add(toService(service, LOW)
                    .when(TO_LEARN)
                    .objectId(service.group())
                    .learn(SESSION_AFFINITY, learn(service))
                    .load(SELECTED)
                    .goTo(table(ENDPOINT_DNAT)));
        }
        return out;
    }

    /// The way to a chosen endpoint, and back to itself where it is a Pod of this Node.
    private static List<Flow> endpoint(IpFamily family, Endpoint e) {
        List<Flow> out = new ArrayList<>();
        out.add(ENDPOINT_DNAT
                .flow(NORMAL)
                .protocol(family, Protocol.TCP)
                .when(endpointField(e.ip()).is(e.ip()), ENDPOINT.is(0x20000 + e.port()))
                .ct(Ct.commit(zone(family))
                        .to(stage(Stage.EGRESS_SECURITY))
                        .withNat(Action.Nat.destination(e.ip(), e.port()))
                        .set(SERVICE_MARK.is(1))
                        .move(PKT_SOURCE, CONN_SOURCE))
                .build());
        if (e.local()) {
            out.add(SNAT_MARK_TABLE
                    .flow(LOW)
                    .ct(plus(NEW, TRK))
                    .ipSrc(e.ip())
                    .ipDst(e.ip())
                    .ct(Ct.commit(zone(family)).to(next()).set(SNAT_MARK.is(1)).set(HAIRPIN_MARK.is(1)))
                    .build());
        }
        return out;
    }

    private static FlowBuilder toService(Service service, int priority) {
        return SERVICE_LB
                .flow(priority)
                .l4Dst(service.clusterIp().family(), Protocol.TCP, service.port())
                .ipDst(service.clusterIp());
    }

    private static Action.Learn learn(Service service) {
        IpFamily family = service.clusterIp().family();
        boolean v4 = family == IpFamily.V4;
        BitRange source = BitRange.whole(v4 ? OxmField.IPV4_SRC : OxmField.IPV6_SRC);
        BitRange destination = BitRange.whole(v4 ? OxmField.IPV4_DST : OxmField.IPV6_DST);
        BitRange port = BitRange.whole(OxmField.TCP_DST);
        BitRange endpoint = (v4 ? ENDPOINT_V4 : ENDPOINT_V6).range();
        List<LearnSpec> specs = List.of(
                new LearnSpec.MatchValue(BitRange.whole(OxmField.ETH_TYPE), U128.of(family.etherType())),
                new LearnSpec.MatchValue(BitRange.whole(OxmField.IP_PROTO), U128.of(6)),
                new LearnSpec.MatchField(port, port),
                new LearnSpec.MatchField(destination, destination),
                new LearnSpec.MatchField(source, source),
                new LearnSpec.LoadField(ENDPOINT_PORT.range(), ENDPOINT_PORT.range()),
                new LearnSpec.LoadField(REMOTE_ENDPOINT.range(), REMOTE_ENDPOINT.range()),
                new LearnSpec.LoadField(endpoint, endpoint),
                new LearnSpec.LoadValue(SELECTION.range(), U128.of(2)),
                new LearnSpec.LoadValue(REWRITE_MAC.range(), U128.of(1)));
        return new Action.Learn(
                0,
                NORMAL,
                0,
                service.affinitySeconds(),
                0,
                new Cookie(SERVICE, service.group()).lowBits(),
                true,
                specs);
    }
}
