package antrea.pipeline.corridor;

import static antrea.pipeline.CtCondition.plus;
import static antrea.pipeline.CtFlag.INV;
import static antrea.pipeline.CtFlag.NEW;
import static antrea.pipeline.CtFlag.RPL;
import static antrea.pipeline.CtFlag.SNAT;
import static antrea.pipeline.CtFlag.TRK;
import static antrea.pipeline.FlowCategory.DEFAULT;
import static antrea.pipeline.FlowCategory.EGRESS;
import static antrea.pipeline.FlowCategory.POD_CONNECTIVITY;
import static antrea.pipeline.Priority.HIGH;
import static antrea.pipeline.Priority.LOW;
import static antrea.pipeline.Priority.NORMAL;
import static antrea.pipeline.Target.next;
import static antrea.pipeline.Target.pipeline;
import static antrea.pipeline.Target.stage;
import static antrea.pipeline.Target.table;
import static antrea.pipeline.corridor.Fields.*;
import static antrea.pipeline.corridor.Node.*;
import static antrea.pipeline.corridor.Tables.*;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction.Ct;
import antrea.pipeline.PipelineKind;
import antrea.pipeline.Stage;
import java.util.ArrayList;
import java.util.List;

/// Parts 1 to 3: what every Node has, what each Pod and each peer adds.
final class ConnectivityFlows {
    private static final Cidr LINK_LOCAL = Cidr.parse("fe80::/10");
    private static final Cidr MULTICAST = Cidr.parse("ff00::/8");

    private final IpFamily family;
    private final boolean dualStack;
    private final List<Flow> out = new ArrayList<>();

    private ConnectivityFlows(IpFamily family, boolean dualStack) {
        this.family = family;
        this.dualStack = dualStack;
    }

    static List<Flow> of(IpFamily family, boolean dualStack, List<Pod> pods) {
        ConnectivityFlows flows = new ConnectivityFlows(family, dualStack);
        flows.entry();
        flows.conntrack();
        flows.forwarding();
        flows.egress();
        flows.leaving();
        flows.peer();
        pods.forEach(flows::pod);
        return flows.out;
    }

    /// Rows that name no family.
    static List<Flow> common() {
        return List.of(
                CLASSIFIER
                        .flow(NORMAL)
                        .inPort(GATEWAY)
                        .load(FROM_GATEWAY, FROM_EXTERNAL.is(1))
                        .goTo(table(SPOOF_GUARD)),
                CLASSIFIER
                        .flow(NORMAL)
                        .inPort(TUNNEL)
                        .load(FROM_TUNNEL, REWRITE_MAC.is(1))
                        .goTo(table(UN_SNAT)),
                L2_FORWARDING
                        .flow(NORMAL)
                        .ethDst(GATEWAY_MAC)
                        .load(OUT_PORT.is(GATEWAY), TO_PORT)
                        .goTo(next()),
                L2_FORWARDING
                        .flow(NORMAL)
                        .ethDst(VIRTUAL_MAC)
                        .load(OUT_PORT.is(TUNNEL), TO_PORT)
                        .goTo(next()),
                OUTPUT.flow(NORMAL).when(TO_PORT).output(OUT_PORT).build());
    }

    private void entry() {
        out.add(ROOT.flow(NORMAL).by(DEFAULT).ip(family).goTo(pipeline(PipelineKind.IP)));
        if (family == IpFamily.V4) {
            out.add(ROOT.flow(NORMAL).arp().goTo(pipeline(PipelineKind.ARP)));
            out.add(ARP_SPOOF_GUARD
                    .flow(NORMAL)
                    .inPort(GATEWAY)
                    .arpSpa(gatewayIp(family))
                    .arpSha(GATEWAY_MAC)
                    .goTo(next()));
            out.add(ARP_RESPONDER.flow(LOW).arp().normal().build());
        } else {
            out.add(SPOOF_GUARD.flow(NORMAL).ipSrc(LINK_LOCAL).goTo(table(IPV6)));
            out.add(IPV6.flow(NORMAL).icmp(family, 135, 0).normal().build());
            out.add(IPV6.flow(NORMAL).icmp(family, 136, 0).normal().build());
            out.add(IPV6.flow(NORMAL).ipDst(MULTICAST).normal().build());
        }
        out.add(CLASSIFIER
                .flow(HIGH)
                .inPort(GATEWAY)
                .ipSrc(gatewayIp(family))
                .load(FROM_GATEWAY)
                .goTo(table(SPOOF_GUARD)));
        out.add(SPOOF_GUARD.flow(NORMAL).inPort(GATEWAY).ip(family).goTo(behindSpoofGuard()));
    }

    private antrea.pipeline.Target behindSpoofGuard() {
        return family == IpFamily.V4 ? antrea.pipeline.Target.after(IPV6) : next();
    }

    private void conntrack() {
        out.add(CONNTRACK_ZONE
                .flow(NORMAL)
                .ip(family)
                .ct(Ct.track(zone(family)).withNat().to(next()))
                .build());
        out.add(CONNTRACK_STATE.flow(NORMAL).ip(family).ct(plus(INV, TRK)).drop());
        out.add(CONNTRACK_STATE
                .flow(LOW)
                .ip(family)
                .ct(plus(TRK).minus(NEW))
                .when(SERVICE_MARK.is(0))
                .goTo(stage(Stage.EGRESS_SECURITY)));
        out.add(CONNTRACK_COMMIT
                .flow(NORMAL)
                .ip(family)
                .ct(plus(NEW, TRK).minus(SNAT))
                .when(SERVICE_MARK.is(0))
                .ct(Ct.commit(zone(family)).to(next()).move(PKT_SOURCE, CONN_SOURCE))
                .build());
    }

    private void forwarding() {
        IpAddress gateway = gatewayIp(family);
        out.add(L3_FORWARDING
                .flow(HIGH)
                .ipDst(gateway)
                .setEthDst(GATEWAY_MAC)
                .load(TO_GATEWAY)
                .goTo(table(L3_DEC_TTL)));
        out.add(L3_FORWARDING
                .flow(HIGH)
                .ip(family)
                .ct(plus(RPL, TRK))
                .when(CONN_SOURCE.is(2))
                .setEthDst(GATEWAY_MAC)
                .load(TO_GATEWAY)
                .goTo(table(L3_DEC_TTL)));
        out.add(L3_FORWARDING
                .flow(NORMAL)
                .when(REWRITE_MAC.is(0))
                .ipDst(podCidr(family))
                .goTo(stage(Stage.SWITCHING)));
        out.add(L3_DEC_TTL.flow(HIGH).ip(family).when(FROM_GATEWAY).goTo(next()));
        out.add(L3_DEC_TTL.flow(NORMAL).ip(family).decTtl().goTo(next()));
    }

    private void egress() {
        out.add(L3_FORWARDING
                .flow(LOW)
                .by(EGRESS)
                .ip(family)
                .ct(plus(TRK).minus(RPL))
                .when(FROM_POD, FLEXIBLE_IPAM.is(0))
                .goTo(table(EGRESS_MARK)));
        out.add(L3_FORWARDING
                .flow(LOW)
                .by(EGRESS)
                .ip(family)
                .ct(plus(TRK).minus(RPL))
                .when(FROM_TUNNEL)
                .setEthDst(GATEWAY_MAC)
                .goTo(table(EGRESS_MARK)));
        for (IpAddress node : List.of(nodeIp(family), peerIp(family))) {
            out.add(EGRESS_MARK.flow(HIGH).ipDst(node).load(TO_GATEWAY).goTo(stage(Stage.SWITCHING)));
        }
        out.add(EGRESS_MARK
                .flow(LOW)
                .ip(family)
                .ct(plus(NEW, TRK))
                .when(FROM_TUNNEL)
                .drop());
    }

    private void leaving() {
        out.add(INGRESS_CLASSIFIER
                .flow(HIGH)
                .by(POD_CONNECTIVITY)
                .ip(family)
                .ct(plus(TRK).minus(RPL))
                .when(HOST_MARK.is(1))
                .goTo(stage(Stage.CONNTRACK)));
    }

    private void peer() {
        Cidr cidr = peerCidr(family);
        if (family == IpFamily.V4) {
            out.add(ARP_RESPONDER
                    .flow(NORMAL)
                    .arpOp(1)
                    .arpTpa(cidr.host(1))
                    .then(move(OxmField.ETH_SRC, OxmField.ETH_DST))
                    .setEthSrc(VIRTUAL_MAC)
                    .load(FieldMatch.exact(OxmField.ARP_OP, 2))
                    .then(move(OxmField.ARP_SHA, OxmField.ARP_THA))
                    .load(FieldMatch.exact(OxmField.ARP_SHA, VIRTUAL_MAC.bits()))
                    .then(move(OxmField.ARP_SPA, OxmField.ARP_TPA))
                    .load(FieldMatch.exact(OxmField.ARP_SPA, cidr.host(1).value()))
                    .outputInPort()
                    .build());
        }
        out.add(L3_FORWARDING
                .flow(NORMAL)
                .ipDst(cidr)
                .setEthSrc(GATEWAY_MAC)
                .setEthDst(VIRTUAL_MAC)
                .setTunnelDst(peerIp(family))
                .load(TO_TUNNEL)
                .goTo(table(L3_DEC_TTL)));
    }

    private static Action move(OxmField from, OxmField to) {
        return new Action.Move(BitRange.whole(from), BitRange.whole(to));
    }

    private void pod(Pod pod) {
        IpAddress ip = pod.ip(family);
        if (family == IpFamily.V4) {
            out.add(ARP_SPOOF_GUARD
                    .flow(NORMAL)
                    .inPort(pod.port())
                    .arpSpa(ip)
                    .arpSha(pod.mac())
                    .goTo(next()));
        }
        out.add(SPOOF_GUARD
                .flow(NORMAL)
                .inPort(pod.port())
                .ethSrc(pod.mac())
                .ipSrc(ip)
                .goTo(behindSpoofGuard()));
        out.add(L3_FORWARDING
                .flow(NORMAL)
                .when(REWRITE_MAC.is(1))
                .ipDst(ip)
                .setEthSrc(GATEWAY_MAC)
                .setEthDst(pod.mac())
                .goTo(table(L3_DEC_TTL)));
        if (family == IpFamily.V4 || !dualStack) {
            out.add(CLASSIFIER.flow(LOW).inPort(pod.port()).load(FROM_POD).goTo(table(SPOOF_GUARD)));
            out.add(L2_FORWARDING
                    .flow(NORMAL)
                    .ethDst(pod.mac())
                    .load(OUT_PORT.is(pod.port()), TO_PORT)
                    .goTo(next()));
        }
    }
}
