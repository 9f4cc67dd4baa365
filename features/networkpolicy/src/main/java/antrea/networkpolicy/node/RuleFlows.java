package antrea.networkpolicy.node;

import static antrea.networkpolicy.node.PolicyFields.CT_EGRESS_RULE;
import static antrea.networkpolicy.node.PolicyFields.CT_INGRESS_RULE;
import static antrea.networkpolicy.node.PolicyFields.EGRESS_RULE_ID;
import static antrea.networkpolicy.node.PolicyFields.INGRESS_RULE_ID;
import static antrea.nodenetwork.node.NodeFields.TARGET_PORT;
import static antrea.pipeline.CtCondition.plus;
import static antrea.pipeline.CtCondition.without;
import static antrea.pipeline.CtFlag.NEW;
import static antrea.pipeline.Priority.LOW;
import static antrea.pipeline.Priority.NORMAL;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.PortRange;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.networkpolicy.node.AuditRecord.Disposition;
import antrea.nodenetwork.node.NodeFields;
import antrea.openflow.codec.Match;
import antrea.pipeline.Field;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.Stage;
import antrea.pipeline.Table;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The flows of a compiled rule. Pure. What only this rule has (its verdict, its counters) is apart from the rows
/// that several rules share: those of its clauses, and the drops of the Pods that it isolates.
final class RuleFlows {
    private final Set<IpFamily> families;

    RuleFlows(Set<IpFamily> families) {
        this.families = Set.copyOf(families);
    }

    /// The tables and fields of one direction.
    private record Side(Table rule, Table drop, Table metric, Field register, Field label, Target behind) {
        static final Side IN = new Side(
                PolicyTables.INGRESS_RULE,
                PolicyTables.INGRESS_DEFAULT_RULE,
                PolicyTables.INGRESS_METRIC,
                INGRESS_RULE_ID,
                CT_INGRESS_RULE,
                Target.stage(Stage.CONNTRACK));
        static final Side OUT = new Side(
                PolicyTables.EGRESS_RULE,
                PolicyTables.EGRESS_DEFAULT_RULE,
                PolicyTables.EGRESS_METRIC,
                EGRESS_RULE_ID,
                CT_EGRESS_RULE,
                Target.stage(Stage.ROUTING));

        static Side of(Direction direction) {
            return switch (direction) {
                case IN -> IN;
                case OUT -> OUT;
            };
        }
    }

    /// Verdict and counters of the rule with that id.
    List<Flow> own(CompiledRule rule, int id) {
        Side side = Side.of(rule.direction());
        List<Flow> out = new ArrayList<>();
        for (IpFamily family : families) {
            out.add(verdict(side, family, rule, id));
            out.add(side.metric()
                    .flow(NORMAL)
                    .ip(family)
                    .ct(plus(NEW))
                    .when(side.label().is(id & 0xffffffffL))
                    .goTo(side.behind()));
            out.add(side.metric()
                    .flow(NORMAL)
                    .ip(family)
                    .ct(without(NEW))
                    .when(side.label().is(id & 0xffffffffL))
                    .goTo(side.behind()));
        }
        return out;
    }

    /// A logged packet goes on behind the connection tracker, and once more, as it is, to the handler.
    private static Flow verdict(Side side, IpFamily family, CompiledRule rule, int id) {
        FlowBuilder flow = side.rule()
                .flow(LOW)
                .conjId(id)
                .ip(family)
                .load(side.register(), id & 0xffffffffL)
                .ct(FlowAction.Ct.commit(NodeFields.ctZone(family))
                        .to(Target.table(side.metric()))
                        .set(side.label().is(id & 0xffffffffL)));
        return rule.logged() ? AuditFlows.toHandler(flow, Disposition.ALLOW, PolicyPackets.LOG) : flow.build();
    }

    static Flow loggedDrop(FlowBuilder flow) {
        return AuditFlows.toHandler(flow, Disposition.DROP, PolicyPackets.LOG);
    }

    /// Which traffic of the rule's Pods is dropped unless some rule allows it; the rows stand in [#dropTable].
    Set<Match> drops(CompiledRule rule) {
        Set<Match> out = new LinkedHashSet<>();
        Table table = dropTable(rule.direction());
        for (CompiledRule.Target target : rule.targets()) {
            switch (rule.direction()) {
                case IN -> out.add(match(table.flow(NORMAL).when(TARGET_PORT.is(target.port()))));
                case OUT -> {
                    for (IpAddress address : target.addresses()) {
                        if (families.contains(address.family())) {
                            out.add(match(table.flow(NORMAL).ipSrc(address)));
                        }
                    }
                }
            }
        }
        return out;
    }

    /// The rows of the clauses: which match belongs to which clause (from 1). A row stands in [#ruleTable] at
    /// [antrea.pipeline.Priority#NORMAL].
    Map<Match, Integer> clauses(CompiledRule rule) {
        Map<Match, Integer> out = new LinkedHashMap<>();
        Table table = ruleTable(rule.direction());
        for (Cidr peer : rule.peers()) {
            FlowBuilder row = table.flow(NORMAL);
            switch (rule.direction()) {
                case IN -> out.put(match(row.ipSrc(peer)), 1);
                case OUT -> out.put(match(row.ipDst(peer)), 2);
            }
        }
        for (CompiledRule.Target target : rule.targets()) {
            switch (rule.direction()) {
                case IN -> out.put(match(table.flow(NORMAL).when(TARGET_PORT.is(target.port()))), 2);
                case OUT -> {
                    for (IpAddress address : target.addresses()) {
                        if (families.contains(address.family())) {
                            out.put(match(table.flow(NORMAL).ipSrc(address)), 1);
                        }
                    }
                }
            }
        }
        rule.services().ifPresent(services -> services.forEach(service -> serviceRows(table, service, out)));
        return out;
    }

    private void serviceRows(Table table, PortMatch service, Map<Match, Integer> out) {
        for (IpFamily family : families) {
            if (service.ports().equals(PortRange.ALL)) {
                out.put(match(table.flow(NORMAL).protocol(family, service.protocol())), 3);
                continue;
            }
            for (PortRange.Masked port : service.ports().masked()) {
                out.put(match(table.flow(NORMAL).l4Dst(family, service.protocol(), port)), 3);
            }
        }
    }

    private static Match match(FlowBuilder row) {
        return row.build().match();
    }

    static Table ruleTable(Direction direction) {
        return Side.of(direction).rule();
    }

    static Table dropTable(Direction direction) {
        return Side.of(direction).drop();
    }
}
