package antrea.networkpolicy.node;

import static antrea.pipeline.Priority.NORMAL;

import antrea.feature.Desired;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.Table;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps the flows of compiled rules stated; of a rule that changed, only the difference. For the calculation
/// thread.
final class RuleRows {
    private record Installed(int id, CompiledRule rule, Map<Match, Integer> clauses, Set<Match> drops) {}

    private final RuleFlows flows;
    private final AuditRegistry registry;
    private final RuleIds ids = new RuleIds();
    private final SharedRows<Action.Conjunction> conjunctions = new SharedRows<>(RuleRows::conjunctions);
    private final SharedRows<Boolean> drops = new SharedRows<>(RuleRows::drop);
    private final Map<RuleKey, Map<String, Installed>> installed = new HashMap<>();

    RuleRows(RuleFlows flows, AuditRegistry registry) {
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

    /// The rule is `wanted` now, one compiled rule a variant. `label`: what a log calls it.
    void install(RuleKey key, List<CompiledRule> wanted, AuditRecord.RuleLabel label, DesiredSet<Flow> out) {
        Map<String, Installed> before = installed.getOrDefault(key, Map.of());
        Map<String, Installed> after = new HashMap<>();
        for (CompiledRule rule : wanted) {
            // a rule for nobody here needs nothing in the switch
            if (!rule.targets().isEmpty()) {
                String variant = variant(rule);
                Installed now = install(owner(key, variant), rule, before.get(variant), out);
                after.put(variant, now);
                registry.put(now.id(), label);
            }
        }
        before.forEach((variant, old) -> {
            if (!after.containsKey(variant)) {
                old.clauses().keySet().forEach(m -> conjunctions.remove(clauseRow(old.rule(), m), old.id()));
                old.drops().forEach(m -> drops.remove(dropRow(old.rule(), m), old.id()));
                out.withdraw(owner(key, variant));
                ids.release(old.id());
            }
        });
        if (after.isEmpty()) {
            installed.remove(key);
        } else {
            installed.put(key, after);
        }
    }

    private Installed install(Owner owner, CompiledRule rule, @Nullable Installed before, DesiredSet<Flow> out) {
        if (before != null && before.rule().equals(rule)) {
            return before;
        }
        int id = before != null ? before.id() : ids.allocate();
        Installed now = new Installed(id, rule, flows.clauses(rule), flows.drops(rule));
        if (before != null) {
            before.clauses().keySet().stream()
                    .filter(m -> !now.clauses().containsKey(m))
                    .forEach(m -> conjunctions.remove(clauseRow(before.rule(), m), id));
            before.drops().stream()
                    .filter(m -> !now.drops().contains(m))
                    .forEach(m -> drops.remove(dropRow(before.rule(), m), id));
        }
        now.clauses()
                .forEach((match, clause) -> conjunctions.add(
                        clauseRow(rule, match), id, new Action.Conjunction(id, clause, rule.clauseCount())));
        now.drops().forEach(match -> drops.add(dropRow(rule, match), id, rule.logged()));
        out.state(owner, flows.own(rule, id));
        return now;
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
        installed.getOrDefault(key, Map.of()).forEach((variant, rule) -> {
            out.add(owner(key, variant));
            rule.drops().stream().limit(limit).forEach(m -> out.add(owner(dropRow(rule.rule(), m))));
            rule.clauses().keySet().stream().limit(limit).forEach(m -> out.add(owner(clauseRow(rule.rule(), m))));
        });
        return out;
    }

    /// A rule whose direction changed is another one: its rows stand in other tables.
    private static String variant(CompiledRule rule) {
        return rule.direction().wireName() + rule.variant();
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

    private static Owner owner(RuleKey key, String variant) {
        return Desired.owner(PolicyNode.ID, key.policy() + "#" + key.index() + variant);
    }
}
