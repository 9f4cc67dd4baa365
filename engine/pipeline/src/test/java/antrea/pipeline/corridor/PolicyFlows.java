package antrea.pipeline.corridor;

import static antrea.pipeline.CtCondition.plus;
import static antrea.pipeline.CtCondition.without;
import static antrea.pipeline.CtFlag.EST;
import static antrea.pipeline.CtFlag.NEW;
import static antrea.pipeline.CtFlag.REL;
import static antrea.pipeline.FlowCategory.NETWORK_POLICY;
import static antrea.pipeline.Priority.LOW;
import static antrea.pipeline.Priority.NORMAL;
import static antrea.pipeline.Priority.TOP_ANTREA_POLICY;
import static antrea.pipeline.Target.stage;
import static antrea.pipeline.Target.table;
import static antrea.pipeline.corridor.Fields.*;
import static antrea.pipeline.corridor.Tables.*;

import antrea.net.Bytes;
import antrea.net.Cidr;
import antrea.net.IpFamily;
import antrea.net.PortRange;
import antrea.net.Protocol;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction.Ct;
import antrea.pipeline.Stage;
import java.util.ArrayList;
import java.util.List;

/// Part 4 and the N rows of part 1.
final class PolicyFlows {
    /// A rule: peers to (ingress) or of (egress) one Pod, TCP ports; no port range = all protocols.
    record Rule(int id, boolean ingress, Node.Pod target, List<Cidr> peers, List<PortRange> ports) {
        int clauses() {
            return ports.isEmpty() ? 2 : 3;
        }
    }

    private PolicyFlows() {}

    static List<Flow> of(IpFamily family) {
        List<Flow> out = new ArrayList<>();
        for (var bypass : List.of(plus(EST).minus(NEW), plus(REL).minus(NEW))) {
            out.add(AP_EGRESS_RULE.flow(TOP_ANTREA_POLICY).ip(family).ct(bypass).goTo(table(EGRESS_METRIC)));
            out.add(AP_INGRESS_RULE
                    .flow(TOP_ANTREA_POLICY)
                    .ip(family)
                    .ct(bypass)
                    .goTo(table(INGRESS_METRIC)));
        }
        return out;
    }

    static List<Flow> common() {
        List<Flow> out = new ArrayList<>();
        out.add(INGRESS_CLASSIFIER.flow(201).when(NODE_PORT.is(1)).goTo(table(AP_INGRESS_RULE)));
        for (var leaving : List.of(TO_GATEWAY, TO_TUNNEL, TO_UPLINK)) {
            out.add(INGRESS_CLASSIFIER.flow(NORMAL).when(leaving).goTo(table(INGRESS_METRIC)));
        }
        out.add(INGRESS_CLASSIFIER.flow(NORMAL).when(HAIRPIN_MARK.is(1)).goTo(stage(Stage.CONNTRACK)));
        for (int operations = 1; operations <= 7; operations++) {
            out.add(OUTPUT.flow(NORMAL)
                    .by(NETWORK_POLICY)
                    .when(TO_CONTROLLER, OPERATIONS.is(operations))
                    .controller(Bytes.of(1, operations))
                    .build());
        }
        return out;
    }

    /// The rows of a set of rules; rows with one match carry the conjunctions of all.
    static List<Flow> flows(IpFamily family, List<Rule> rules) {
        Conjunctive ingress = new Conjunctive(INGRESS_RULE_TABLE);
        Conjunctive egress = new Conjunctive(EGRESS_RULE_TABLE);
        List<Flow> out = new ArrayList<>();
        for (Rule rule : rules) {
            Conjunctive into = rule.ingress() ? ingress : egress;
            int n = rule.clauses();
            int peerClause = rule.ingress() ? 1 : 2;
            for (Cidr peer : rule.peers()) {
                if (peer.family() == family) {
                    into.add(b -> rule.ingress() ? b.ipSrc(peer) : b.ipDst(peer), rule.id(), peerClause, n);
                }
            }
            into.add(
                    b -> rule.ingress()
                            ? b.when(OUT_PORT.is(rule.target().port()))
                            : b.ipSrc(rule.target().ip(family)),
                    rule.id(),
                    3 - peerClause,
                    n);
            for (PortRange ports : rule.ports()) {
                for (PortRange.Masked masked : ports.masked()) {
                    into.add(b -> b.l4Dst(family, Protocol.TCP, masked), rule.id(), 3, n);
                }
            }
            out.addAll(rule.ingress() ? ingressRows(family, rule) : egressRows(family, rule));
        }
        out.addAll(ingress.flows());
        out.addAll(egress.flows());
        return out.stream().distinct().toList();
    }

    private static List<Flow> ingressRows(IpFamily family, Rule rule) {
        List<Flow> out = new ArrayList<>();
        out.add(INGRESS_RULE_TABLE
                .flow(LOW)
                .conjId(rule.id())
                .ip(family)
                .load(INGRESS_RULE.is(rule.id()))
                .ct(Ct.commit(Node.zone(family)).to(table(INGRESS_METRIC)).set(INGRESS_LABEL.is(rule.id())))
                .build());
        out.add(INGRESS_DEFAULT_RULE
                .flow(NORMAL)
                .when(OUT_PORT.is(rule.target().port()))
                .drop());
        for (var fresh : List.of(plus(NEW), without(NEW))) {
            out.add(INGRESS_METRIC
                    .flow(NORMAL)
                    .ip(family)
                    .ct(fresh)
                    .when(INGRESS_LABEL.is(rule.id()))
                    .goTo(stage(Stage.CONNTRACK)));
        }
        return out;
    }

    private static List<Flow> egressRows(IpFamily family, Rule rule) {
        List<Flow> out = new ArrayList<>();
        out.add(EGRESS_RULE_TABLE
                .flow(LOW)
                .conjId(rule.id())
                .ip(family)
                .load(EGRESS_RULE.is(rule.id()))
                .ct(Ct.commit(Node.zone(family)).to(table(EGRESS_METRIC)).set(EGRESS_LABEL.is(rule.id())))
                .build());
        out.add(EGRESS_DEFAULT_RULE.flow(NORMAL).ipSrc(rule.target().ip(family)).drop());
        for (var fresh : List.of(plus(NEW), without(NEW))) {
            out.add(EGRESS_METRIC
                    .flow(NORMAL)
                    .ip(family)
                    .ct(fresh)
                    .when(EGRESS_LABEL.is(rule.id()))
                    .goTo(stage(Stage.ROUTING)));
        }
        return out;
    }
}
