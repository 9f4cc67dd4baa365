package antrea.nodenetwork.node;

import static antrea.nodenetwork.node.NodeFields.CT_SERVICE;
import static antrea.nodenetwork.node.NodeFields.CT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.FROM_EXTERNAL;
import static antrea.nodenetwork.node.NodeFields.FROM_GATEWAY;
import static antrea.nodenetwork.node.NodeFields.FROM_LOCAL_POD;
import static antrea.nodenetwork.node.NodeFields.FROM_TUNNEL;
import static antrea.nodenetwork.node.NodeFields.OUTPUT_KIND;
import static antrea.nodenetwork.node.NodeFields.OUTPUT_TO_PORT;
import static antrea.nodenetwork.node.NodeFields.PKT_DESTINATION;
import static antrea.nodenetwork.node.NodeFields.PKT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.REWRITE_MAC;
import static antrea.nodenetwork.node.NodeFields.TARGET_PORT;
import static antrea.nodenetwork.node.NodeFields.TO_GATEWAY;
import static antrea.nodenetwork.node.NodeFields.TUNNEL_MAC;
import static antrea.pipeline.CtCondition.plus;
import static antrea.pipeline.CtFlag.INV;
import static antrea.pipeline.CtFlag.NEW;
import static antrea.pipeline.CtFlag.RPL;
import static antrea.pipeline.CtFlag.SNAT;
import static antrea.pipeline.CtFlag.TRK;
import static antrea.pipeline.Priority.HIGH;
import static antrea.pipeline.Priority.LOW;
import static antrea.pipeline.Priority.NORMAL;

import antrea.feature.NodeIdentity;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction;
import antrea.pipeline.PipelineKind;
import antrea.pipeline.Stage;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The flows that a Node has whatever Pods and peers there are. Pure.
final class StaticFlows {
    private static final Target VALIDATION = Target.stage(Stage.VALIDATION);
    /// Router advertisements, neighbour advertisements, redirects (RFC 4861 section 4).
    private static final List<Integer> OF_NO_POD = List.of(134, 136, 137);

    private static final Target AFTER_VALIDATION = Target.stage(Stage.CONNTRACK_STATE);

    private final NodeIdentity node;
    private final List<Flow> out = new ArrayList<>();

    private StaticFlows(NodeIdentity node) {
        this.node = node;
    }

    static List<Flow> calculate(NodeIdentity node) {
        StaticFlows flows = new StaticFlows(node);
        flows.perNode();
        for (IpAddress gateway : node.gateway().addresses()) {
            flows.perFamily(gateway);
        }
        for (Cidr cidr : node.podCidrs()) {
            flows.out.add(NodeTables.L3_FORWARDING
                    .flow(NORMAL)
                    .when(REWRITE_MAC.is(0))
                    .ipDst(cidr)
                    .goTo(Target.stage(Stage.SWITCHING)));
        }
        return List.copyOf(flows.out);
    }

    private void perNode() {
        int gateway = node.gateway().port();
        out.add(NodeTables.CLASSIFIER
                .flow(NORMAL)
                .inPort(gateway)
                .load(PKT_SOURCE, FROM_GATEWAY)
                .load(FROM_EXTERNAL, 1)
                .goTo(VALIDATION));
        out.add(NodeTables.L2_FORWARDING_CALC
                .flow(NORMAL)
                .ethDst(node.gateway().mac())
                .load(TARGET_PORT, gateway)
                .load(OUTPUT_KIND, OUTPUT_TO_PORT)
                .goTo(Target.next()));
        out.add(NodeTables.OUTPUT
                .flow(NORMAL)
                .when(OUTPUT_KIND.is(OUTPUT_TO_PORT))
                .output(TARGET_PORT)
                .build());
        OptionalInt tunnel = node.tunnelPort();
        if (tunnel.isPresent()) {
            perTunnel(tunnel.getAsInt());
        }
    }

    private void perTunnel(int tunnel) {
        out.add(NodeTables.CLASSIFIER
                .flow(NORMAL)
                .inPort(tunnel)
                .load(PKT_SOURCE, FROM_TUNNEL)
                .load(REWRITE_MAC, 1)
                .goTo(AFTER_VALIDATION));
        out.add(NodeTables.L2_FORWARDING_CALC
                .flow(NORMAL)
                .ethDst(TUNNEL_MAC)
                .load(TARGET_PORT, tunnel)
                .load(OUTPUT_KIND, OUTPUT_TO_PORT)
                .goTo(Target.next()));
    }

    private void perFamily(IpAddress gatewayIp) {
        IpFamily family = gatewayIp.family();
        out.add(NodeTables.PIPELINE_ROOT_CLASSIFIER.flow(NORMAL).ip(family).goTo(Target.pipeline(PipelineKind.IP)));
        switch (family) {
            case V4 -> arp(gatewayIp);
            case V6 -> neighbourDiscovery();
        }
        out.add(NodeTables.CLASSIFIER
                .flow(HIGH)
                .inPort(node.gateway().port())
                .ipSrc(gatewayIp)
                .load(PKT_SOURCE, FROM_GATEWAY)
                .goTo(VALIDATION));
        out.add(NodeTables.SPOOF_GUARD
                .flow(NORMAL)
                .inPort(node.gateway().port())
                .ip(family)
                .goTo(validated(family)));
        conntrack(family);
        toGateway(gatewayIp);
        out.add(NodeTables.L3_DEC_TTL
                .flow(HIGH)
                .ip(family)
                .when(PKT_SOURCE.is(FROM_GATEWAY))
                .goTo(Target.next()));
        out.add(NodeTables.L3_DEC_TTL.flow(NORMAL).ip(family).decTtl().goTo(Target.next()));
    }

    /// IPv6 packets still meet the table of neighbour discovery; IPv4 packets skip it.
    static Target validated(IpFamily family) {
        return family == IpFamily.V6 ? Target.table(NodeTables.IPV6) : Target.after(NodeTables.IPV6);
    }

    private void arp(IpAddress gatewayIp) {
        out.add(NodeTables.PIPELINE_ROOT_CLASSIFIER.flow(NORMAL).arp().goTo(Target.pipeline(PipelineKind.ARP)));
        out.add(NodeTables.ARP_SPOOF_GUARD
                .flow(NORMAL)
                .inPort(node.gateway().port())
                .arpSpa(gatewayIp)
                .arpSha(node.gateway().mac())
                .goTo(Target.next()));
        out.add(NodeTables.ARP_RESPONDER.flow(LOW).arp().normal().build());
    }

    /// What a Pod may advertise is with the Pod, above these rows.
    private void neighbourDiscovery() {
        for (int type : OF_NO_POD) {
            out.add(NodeTables.IPV6
                    .flow(NORMAL)
                    .when(PKT_SOURCE.is(FROM_LOCAL_POD))
                    .icmpType(IpFamily.V6, type)
                    .drop());
        }
        out.add(NodeTables.IPV6.flow(LOW).icmp(IpFamily.V6, 135, 0).normal().build());
        out.add(NodeTables.IPV6.flow(LOW).icmp(IpFamily.V6, 136, 0).normal().build());
        out.add(NodeTables.IPV6.flow(LOW).ipDst(Cidr.parse("ff00::/8")).normal().build());
    }

    private void conntrack(IpFamily family) {
        int zone = NodeFields.ctZone(family);
        out.add(NodeTables.CONNTRACK_ZONE
                .flow(NORMAL)
                .ip(family)
                .ct(FlowAction.Ct.track(zone).to(Target.next()).withNat())
                .build());
        out.add(NodeTables.CONNTRACK_STATE
                .flow(NORMAL)
                .ip(family)
                .ct(plus(INV, TRK))
                .drop());
        out.add(NodeTables.CONNTRACK_STATE
                .flow(LOW)
                .ip(family)
                .ct(plus(TRK).minus(NEW))
                .when(CT_SERVICE.is(0))
                .goTo(Target.stage(Stage.EGRESS_SECURITY)));
        out.add(NodeTables.CONNTRACK_COMMIT
                .flow(NORMAL)
                .ip(family)
                .ct(plus(NEW, TRK).minus(SNAT))
                .when(CT_SERVICE.is(0))
                .ct(FlowAction.Ct.commit(zone).to(Target.stage(Stage.OUTPUT)).move(PKT_SOURCE, CT_SOURCE))
                .build());
    }

    /// To the gateway's own address, and replies of connections that the Node began.
    private void toGateway(IpAddress gatewayIp) {
        out.add(NodeTables.L3_FORWARDING
                .flow(HIGH)
                .ipDst(gatewayIp)
                .setEthDst(node.gateway().mac())
                .load(PKT_DESTINATION, TO_GATEWAY)
                .goTo(Target.table(NodeTables.L3_DEC_TTL)));
        out.add(NodeTables.L3_FORWARDING
                .flow(HIGH)
                .ip(gatewayIp.family())
                .ct(plus(RPL, TRK))
                .when(CT_SOURCE.is(FROM_GATEWAY))
                .setEthDst(node.gateway().mac())
                .load(PKT_DESTINATION, TO_GATEWAY)
                .goTo(Target.table(NodeTables.L3_DEC_TTL)));
    }
}
