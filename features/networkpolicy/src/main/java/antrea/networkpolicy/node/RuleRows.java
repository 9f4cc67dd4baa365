package antrea.networkpolicy.node;

import static antrea.pipeline.Priority.NORMAL;

import antrea.feature.Desired;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.StableNumbers;
import antrea.pipeline.Table;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Keeps the flows of compiled rules stated; of a rule that changed, only the difference. For the calculation
/// thread.
final class RuleRows {
    private record Installed(int id, CompiledRule rule, Map<Match, Integer> clauses, Set<Match> drops) {}

    private final RuleFlows flows;
    private final AuditRegistry registry;
    private final StableNumbers<RulePart> numbers;
    private final SharedRows<Action.Conjunction> conjunctions = new SharedRows<>(RuleRows::conjunctions);
    private final SharedRows<Boolean> drops = new SharedRows<>(RuleRows::drop);
    private final Map<RulePart, Installed> installed = new HashMap<>();
    private final Map<RuleKey, Set<RulePart>> partsOf = new HashMap<>();

    RuleRows(RuleFlows flows, AuditRegistry registry, StableNumbers<RulePart> numbers) {
        this.numbers = numbers;
        this.flows = flows;
        this.registry = registry;
    }

    private static Flow conjunctions(SharedRows.Row row, Collection<Action.Conjunction> parts) {
        FlowBuilder flow = flow(row);
        parts.forEach(flow::then);
        return flow.build();
    }

    /// Logged when one of the rules that isolate the Pod is.
    private static Flow drop(SharedRows.Row row, Collection<Boolean> logged) {
        return logged.contains(true)
                ? RuleFlows.loggedDrop(flow(row))
                : flow(row).drop();
    }

    private static FlowBuilder flow(SharedRows.Row row) {
        return row.table().flow(NORMAL).when(row.match().fields().toArray(FieldMatch[]::new));
    }

    /// Whether the rule needs something in the switch.
    boolean has(RuleKey key) {
        return partsOf.containsKey(key);
    }

    /// The rule is `wanted` now, one compiled rule a variant. `label`: what a log calls it.
    void install(RuleKey key, List<CompiledRule> wanted, AuditRecord.RuleLabel label, DesiredSet<Flow> out) {
        Map<RulePart, CompiledRule> parts = new LinkedHashMap<>();
        for (CompiledRule rule : wanted) {
            // a rule for nobody here needs nothing in the switch
            if (!rule.targets().isEmpty()) {
                parts.put(RulePart.of(key, rule), rule);
            }
        }
        Set<RulePart> moved = new HashSet<>();
        for (RulePart gone : List.copyOf(partsOf.getOrDefault(key, Set.of()))) {
            if (!parts.containsKey(gone)) {
                moved.addAll(numbers.remove(gone));
                withdraw(gone, out);
            }
        }
        parts.keySet().forEach(part -> moved.addAll(numbers.add(part)));
        renumber(moved, out);
        parts.forEach((part, rule) -> {
            install(part, rule, out);
            registry.put(numbers.of(part), label);
        });
        if (parts.isEmpty()) {
            partsOf.remove(key);
        } else {
            partsOf.put(key, parts.keySet());
        }
    }

    /// Parts of other rules that have another number by one that came or went. All leave their rows before one
    /// enters them anew: a part may get the number that another of them had.
    private void renumber(Set<RulePart> moved, DesiredSet<Flow> out) {
        Map<RulePart, CompiledRule> rules = new HashMap<>();
        Map<RulePart, AuditRecord.RuleLabel> labels = new HashMap<>();
        for (RulePart part : moved) {
            Installed old = installed.remove(part);
            if (old != null) {
                leaveRows(old, old.clauses().keySet(), old.drops());
                rules.put(part, old.rule());
                registry.rule(old.id()).ifPresent(label -> labels.put(part, label));
                registry.retire(old.id());
            }
        }
        rules.forEach((part, rule) -> install(part, rule, out));
        labels.forEach((part, label) -> registry.put(numbers.of(part), label));
    }

    private void install(RulePart part, CompiledRule rule, DesiredSet<Flow> out) {
        Installed before = installed.get(part);
        if (before != null && before.rule().equals(rule)) {
            return;
        }
        int id = numbers.of(part);
        Installed now = new Installed(id, rule, flows.clauses(rule), flows.drops(rule));
        if (before != null) {
            leaveRows(
                    before,
                    without(before.clauses().keySet(), now.clauses().keySet()),
                    without(before.drops(), now.drops()));
        }
        now.clauses()
                .forEach((match, clause) -> conjunctions.add(
                        clauseRow(rule, match), id, new Action.Conjunction(id, clause, rule.clauseCount())));
        now.drops().forEach(match -> drops.add(dropRow(rule, match), id, rule.logged()));
        out.state(owner(part), flows.own(rule, id));
        installed.put(part, now);
    }

    private void withdraw(RulePart part, DesiredSet<Flow> out) {
        Installed old = installed.remove(part);
        if (old != null) {
            leaveRows(old, old.clauses().keySet(), old.drops());
            registry.retire(old.id());
        }
        out.withdraw(owner(part));
    }

    private void leaveRows(Installed rule, Collection<Match> clauses, Collection<Match> isolation) {
        clauses.forEach(m -> conjunctions.remove(clauseRow(rule.rule(), m), rule.id()));
        isolation.forEach(m -> drops.remove(dropRow(rule.rule(), m), rule.id()));
    }

    private static List<Match> without(Set<Match> all, Set<Match> less) {
        return all.stream().filter(m -> !less.contains(m)).toList();
    }

    /// States the rows that changed since the last call.
    void stateShared(DesiredSet<Flow> out) {
        state(conjunctions.takeChanged(), out);
        state(drops.takeChanged(), out);
    }

    private static void state(Map<SharedRows.Row, Optional<Flow>> rows, DesiredSet<Flow> out) {
        rows.forEach((row, flow) ->
                flow.ifPresentOrElse(f -> out.state(owner(row), List.of(f)), () -> out.withdraw(owner(row))));
    }

    /// Who states what the rule needs in the switch; at most `limit` of its shared rows.
    List<Owner> owners(RuleKey key, int limit) {
        List<Owner> out = new ArrayList<>();
        for (RulePart part : partsOf.getOrDefault(key, Set.of())) {
            Installed rule = Objects.requireNonNull(installed.get(part));
            out.add(owner(part));
            rule.drops().stream().limit(limit).forEach(m -> out.add(owner(dropRow(rule.rule(), m))));
            rule.clauses().keySet().stream().limit(limit).forEach(m -> out.add(owner(clauseRow(rule.rule(), m))));
        }
        return out;
    }

    private static SharedRows.Row clauseRow(CompiledRule rule, Match match) {
        return row(RuleFlows.ruleTable(rule.direction()), match);
    }

    private static SharedRows.Row dropRow(CompiledRule rule, Match match) {
        return row(RuleFlows.dropTable(rule.direction()), match);
    }

    private static SharedRows.Row row(Table table, Match match) {
        return new SharedRows.Row(table, match);
    }

    private static Owner owner(SharedRows.Row row) {
        return Desired.owner(PolicyNode.ID, row.table() + " " + row.match());
    }

    private static Owner owner(RulePart part) {
        return Desired.owner(PolicyNode.ID, part.toString());
    }
}
