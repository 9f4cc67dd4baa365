package antrea.networkpolicy.node;

import java.util.Comparator;

/// One compiled rule of a rule, the unit that has a number in the switch. Its text is what the number follows from
/// ([antrea.pipeline.StableNumbers]): a change of it renumbers the rules of running clusters.
///
/// @param variant which of the rule's compiled rules; with the direction, since rows of the other stand in other tables
record RulePart(RuleKey rule, String variant) implements Comparable<RulePart> {
    private static final Comparator<RulePart> ORDER =
            Comparator.comparing(RulePart::rule).thenComparing(RulePart::variant);

    static RulePart of(RuleKey rule, CompiledRule compiled) {
        return new RulePart(rule, compiled.direction().wireName() + compiled.variant());
    }

    @Override
    public int compareTo(RulePart other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return rule.policy() + "#" + rule.index() + variant;
    }
}
