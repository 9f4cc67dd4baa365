package antrea.service.node;

import static antrea.nodenetwork.node.NodeFields.CT_HAIRPIN;
import static antrea.nodenetwork.node.NodeFields.CT_SERVICE;
import static antrea.nodenetwork.node.NodeFields.CT_SNAT;
import static antrea.nodenetwork.node.NodeFields.FROM_GATEWAY;
import static antrea.nodenetwork.node.NodeFields.FROM_LOCAL_POD;
import static antrea.nodenetwork.node.NodeFields.PKT_DESTINATION;
import static antrea.nodenetwork.node.NodeFields.PKT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.REWRITE_MAC;
import static antrea.nodenetwork.node.NodeFields.TO_GATEWAY;
import static antrea.nodenetwork.node.NodeFields.TO_TUNNEL;
import static antrea.pipeline.CtCondition.plus;
import static antrea.pipeline.CtFlag.NEW;
import static antrea.pipeline.CtFlag.RPL;
import static antrea.pipeline.CtFlag.TRK;
import static antrea.pipeline.FlowCategory.SERVICE;
import static antrea.pipeline.Priority.HIGH;
import static antrea.pipeline.Priority.LOW;
import static antrea.pipeline.Priority.NORMAL;
import static antrea.service.node.ServiceFields.ENDPOINT_STATE;
import static antrea.service.node.ServiceFields.NODE_PORT_ADDRESS;
import static antrea.service.node.ServiceFields.NO_ENDPOINT;
import static antrea.service.node.ServiceFields.SELECTED;
import static antrea.service.node.ServiceFields.TO_SELECT;

import antrea.feature.NodeIdentity;
import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.nodenetwork.node.NodeFields;
import antrea.nodenetwork.node.NodeTables;
import antrea.openflow.codec.Action.Nat;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.Stage;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.List;

/// The flows of Services that do not depend on any Service. Pure.
final class StaticFlows {
    private final NodeIdentity node;
    private final ServiceOptions options;
    private final List<Flow> out = new ArrayList<>();

    private StaticFlows(NodeIdentity node, ServiceOptions options) {
        this.node = node;
        this.options = options;
    }

    static List<Flow> calculate(NodeIdentity node, ServiceOptions options) {
        StaticFlows flows = new StaticFlows(node, options);
        flows.perNode();
        for (IpAddress gateway : node.gateway().addresses()) {
            flows.tracked(gateway);
            flows.choice(gateway.family());
            flows.sourceTranslation(gateway);
        }
        return List.copyOf(flows.out);
    }

    private void perNode() {
        out.add(ServiceTables.ENDPOINT_DNAT
                .flow(NORMAL)
                .when(NO_ENDPOINT.is(1))
                .controller(Bytes.of(ServiceReject.REASON.number()))
                .build());
        out.add(ServiceTables.ENDPOINT_DNAT
                .flow(LOW)
                .when(ENDPOINT_STATE.is(SELECTED))
                .load(ENDPOINT_STATE, TO_SELECT)
                .resubmit(Target.table(ServiceTables.SERVICE_LB))
                .build());
        out.add(NodeTables.L3_FORWARDING
                .flow(LOW)
                .by(SERVICE)
                .when(CT_SERVICE.is(1), PKT_SOURCE.is(FROM_GATEWAY), REWRITE_MAC.is(1))
                .setEthDst(node.gateway().mac())
                .load(PKT_DESTINATION, TO_GATEWAY)
                .goTo(Target.table(NodeTables.L3_DEC_TTL)));
        out.add(NodeTables.OUTPUT
                .flow(HIGH)
                .by(SERVICE)
                .when(CT_HAIRPIN.is(1))
                .outputInPort()
                .build());
    }

    /// Packets of connections that are known already.
    private void tracked(IpAddress gatewayIp) {
        IpFamily family = gatewayIp.family();
        for (IpAddress ours : List.of(ServiceFields.virtualIp(family), gatewayIp)) {
            out.add(ServiceTables.UN_SNAT
                    .flow(NORMAL)
                    .ipDst(ours)
                    .ct(FlowAction.Ct.track(NodeFields.snatCtZone(family))
                            .to(Target.table(NodeTables.CONNTRACK_ZONE))
                            .withNat())
                    .build());
        }
        // Datagrams that nobody has answered yet are new to connection tracking, but translated already: without the
        // row they would be looked up as if they were for the endpoint itself, and leave by the gateway. The first
        // packet of a connection has no mark.
        out.add(NodeTables.CONNTRACK_STATE
                .flow(LOW)
                .by(SERVICE)
                .ip(family)
                .ct(plus(TRK))
                .when(CT_SERVICE.is(1))
                .load(REWRITE_MAC, 1)
                .goTo(Target.stage(Stage.EGRESS_SECURITY)));
    }

    private void choice(IpFamily family) {
        FlowBuilder steps = ServiceTables.PRE_ROUTING_CLASSIFIER.flow(NORMAL).ip(family);
        if (options.proxyAll()) {
            steps.resubmit(Target.table(ServiceTables.NODE_PORT_MARK));
            List<IpAddress> addresses = new ArrayList<>(options.nodePortAddresses());
            addresses.add(ServiceFields.nodePortIp(family));
            for (IpAddress address : addresses) {
                if (address.family() == family) {
                    out.add(ServiceTables.NODE_PORT_MARK
                            .flow(NORMAL)
                            .ipDst(address)
                            .load(NODE_PORT_ADDRESS, 1)
                            .build());
                }
            }
        }
        out.add(steps.resubmit(Target.table(ServiceTables.SESSION_AFFINITY))
                .resubmit(Target.table(ServiceTables.SERVICE_LB))
                .build());
    }

    private void sourceTranslation(IpAddress gatewayIp) {
        IpFamily family = gatewayIp.family();
        int zone = NodeFields.ctZone(family);
        out.add(ServiceTables.SNAT_MARK
                .flow(NORMAL)
                .ip(family)
                .ct(plus(NEW, TRK))
                .when(PKT_SOURCE.is(FROM_GATEWAY), PKT_DESTINATION.is(TO_GATEWAY))
                .ct(FlowAction.Ct.commit(zone)
                        .to(Target.next())
                        .set(CT_SNAT.is(1))
                        .set(CT_HAIRPIN.is(1)))
                .build());
        if (node.tunnelPort().isPresent()) {
            out.add(ServiceTables.SNAT_MARK
                    .flow(NORMAL)
                    .ip(family)
                    .ct(plus(NEW, TRK))
                    .when(PKT_SOURCE.is(FROM_GATEWAY), PKT_DESTINATION.is(TO_TUNNEL))
                    .when(ServiceFields.TO_EXTERNAL_ADDRESS.is(1), ServiceFields.DIRECT_RETURN.is(0))
                    .ct(FlowAction.Ct.commit(zone).to(Target.next()).set(CT_SNAT.is(1)))
                    .build());
        }
        IpAddress virtual = ServiceFields.virtualIp(family);
        out.add(first(family, NORMAL)
                .when(CT_HAIRPIN.is(1), PKT_SOURCE.is(FROM_GATEWAY))
                .ct(translate(family, virtual).set(CT_HAIRPIN.is(1)))
                .build());
        out.add(first(family, NORMAL)
                .when(CT_HAIRPIN.is(1), PKT_SOURCE.is(FROM_LOCAL_POD))
                .ct(translate(family, gatewayIp).set(CT_HAIRPIN.is(1)))
                .build());
        out.add(first(family, LOW)
                .when(CT_SNAT.is(1), PKT_SOURCE.is(FROM_GATEWAY))
                .ct(translate(family, gatewayIp))
                .build());
        out.add(ServiceTables.SNAT
                .flow(NORMAL)
                .ip(family)
                .ct(plus(TRK).minus(NEW, RPL))
                .when(CT_SNAT.is(1))
                .ct(FlowAction.Ct.track(NodeFields.snatCtZone(family))
                        .to(Target.stage(Stage.SWITCHING))
                        .withNat())
                .build());
    }

    private static FlowBuilder first(IpFamily family, int priority) {
        return ServiceTables.SNAT.flow(priority).ip(family).ct(plus(NEW, TRK));
    }

    private static FlowAction.Ct translate(IpFamily family, IpAddress source) {
        return FlowAction.Ct.commit(NodeFields.snatCtZone(family))
                .to(Target.stage(Stage.SWITCHING))
                .withNat(Nat.source(source))
                .set(CT_SERVICE.is(1));
    }
}
