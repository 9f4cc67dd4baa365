package antrea.networkpolicy.node;

import static antrea.nodenetwork.node.NodeFields.CT_HAIRPIN;
import static antrea.nodenetwork.node.NodeFields.PKT_DESTINATION;
import static antrea.nodenetwork.node.NodeFields.TO_GATEWAY;
import static antrea.nodenetwork.node.NodeFields.TO_TUNNEL;
import static antrea.nodenetwork.node.NodeFields.TO_UPLINK;
import static antrea.pipeline.CtCondition.plus;
import static antrea.pipeline.CtFlag.EST;
import static antrea.pipeline.CtFlag.NEW;
import static antrea.pipeline.CtFlag.REL;
import static antrea.pipeline.CtFlag.RPL;
import static antrea.pipeline.CtFlag.TRK;
import static antrea.pipeline.FlowCategory.POD_CONNECTIVITY;
import static antrea.pipeline.Priority.HIGH;
import static antrea.pipeline.Priority.NORMAL;
import static antrea.pipeline.Priority.TOP_ANTREA_POLICY;

import antrea.net.IpFamily;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.Stage;
import antrea.pipeline.Table;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The flows of policies that do not depend on any policy. Pure.
final class StaticFlows {
    private StaticFlows() {}

    /// `hostTraffic`: how the Node's own packets are known, one match a family; no policy applies to them.
    static List<Flow> calculate(Set<IpFamily> families, List<Match> hostTraffic) {
        List<Flow> out = new ArrayList<>();
        for (IpFamily family : families) {
            // a connection that was allowed goes on, whatever the rules say now
            established(PolicyTables.ANTREA_POLICY_EGRESS_RULE, PolicyTables.EGRESS_METRIC, family, out);
            established(PolicyTables.ANTREA_POLICY_INGRESS_RULE, PolicyTables.INGRESS_METRIC, family, out);
        }
        for (Match host : hostTraffic) {
            FlowBuilder flow = PolicyTables.INGRESS_SECURITY_CLASSIFIER
                    .flow(HIGH)
                    .by(POD_CONNECTIVITY)
                    .ct(plus(TRK).minus(RPL));
            out.add(flow.when(host.fields().toArray(FieldMatch[]::new)).goTo(Target.stage(Stage.CONNTRACK)));
        }
        for (int destination : new int[] {TO_GATEWAY, TO_TUNNEL, TO_UPLINK}) {
            out.add(PolicyTables.INGRESS_SECURITY_CLASSIFIER
                    .flow(NORMAL)
                    .when(PKT_DESTINATION.is(destination))
                    .goTo(Target.table(PolicyTables.INGRESS_METRIC)));
        }
        out.add(PolicyTables.INGRESS_SECURITY_CLASSIFIER
                .flow(NORMAL)
                .when(CT_HAIRPIN.is(1))
                .goTo(Target.stage(Stage.CONNTRACK)));
        return out;
    }

    private static void established(Table in, Table to, IpFamily family, List<Flow> out) {
        out.add(in.flow(TOP_ANTREA_POLICY).ip(family).ct(plus(EST).minus(NEW)).goTo(Target.table(to)));
        out.add(in.flow(TOP_ANTREA_POLICY).ip(family).ct(plus(REL).minus(NEW)).goTo(Target.table(to)));
    }
}
