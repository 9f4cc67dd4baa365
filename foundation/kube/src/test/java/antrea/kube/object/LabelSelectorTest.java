package antrea.kube.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.LabelSelector.Operator;
import antrea.kube.object.LabelSelector.Requirement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LabelSelectorTest {
    private static Requirement requirement(String key, Operator operator, String... values) {
        return new Requirement(key, operator, List.of(values));
    }

    private static LabelSelector of(Requirement... requirements) {
        return new LabelSelector(Map.of(), List.of(requirements));
    }

    @Test
    void canonicalTextIsThatOfKubernetes() {
        assertEquals("", LabelSelector.ALL.canonical());
        assertEquals("app=web", LabelSelector.of(Map.of("app", "web")).canonical());
        assertEquals(
                "env notin (prod,staging),scope=test",
                new LabelSelector(
                                Map.of("scope", "test"),
                                List.of(requirement("env", Operator.NOT_IN, "staging", "prod")))
                        .canonical());
        assertEquals(
                "app in (a,b)", of(requirement("app", Operator.IN, "b", "a")).canonical());
    }

    @Test
    void requirementsOfOneKeyKeepTheirOrderBehindMatchLabels() {
        LabelSelector selector = new LabelSelector(
                Map.of("a", "1"),
                List.of(
                        requirement("a", Operator.NOT_IN, "z"),
                        requirement("a", Operator.EXISTS),
                        requirement("a", Operator.DOES_NOT_EXIST),
                        requirement("a", Operator.IN, "q")));
        assertEquals("a=1,a notin (z),a,!a,a in (q)", selector.canonical());
    }

    @Test
    void absentLabelIsNotInAnything() {
        LabelSelector notProd = of(requirement("env", Operator.NOT_IN, "prod"));
        assertTrue(notProd.matches(Map.of()));
        assertTrue(notProd.matches(Map.of("env", "dev")));
        assertFalse(notProd.matches(Map.of("env", "prod")));
    }

    @Test
    void selectorThatTheApiRefusesMatchesNothing() {
        for (LabelSelector wrong : List.of(
                of(requirement("a", Operator.IN)),
                of(requirement("a", Operator.NOT_IN)),
                of(requirement("a", Operator.EXISTS, "x")),
                of(requirement("a", Operator.INVALID)))) {
            assertFalse(wrong.valid());
            assertFalse(wrong.matches(Map.of()), wrong::canonical);
            assertFalse(wrong.matches(Map.of("a", "x")), wrong::canonical);
        }
    }

    @Provide
    Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), Arbitraries.of("1", "2", "3"));
    }

    @Provide
    Arbitrary<LabelSelector> selectors() {
        Arbitrary<String> keys = Arbitraries.of("a", "b", "c");
        Arbitrary<List<String>> values =
                Arbitraries.of("1", "2", "3").list().ofMinSize(1).ofMaxSize(3);
        Arbitrary<Requirement> withValues = Combinators.combine(
                        keys, Arbitraries.of(Operator.IN, Operator.NOT_IN), values)
                .as(Requirement::new);
        Arbitrary<Requirement> without = Combinators.combine(
                        keys, Arbitraries.of(Operator.EXISTS, Operator.DOES_NOT_EXIST))
                .as((key, operator) -> new Requirement(key, operator, List.of()));
        return Combinators.combine(
                        labels(), Arbitraries.oneOf(withValues, without).list().ofMaxSize(3))
                .as(LabelSelector::new);
    }

    /// The definition, word for word.
    private static boolean naive(LabelSelector selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.matchLabels().entrySet())
                && selector.matchExpressions().stream().allMatch(r -> {
                    boolean present = labels.containsKey(r.key());
                    boolean among = present && Set.copyOf(r.values()).contains(labels.getOrDefault(r.key(), ""));
                    return switch (r.operator()) {
                        case IN -> among;
                        case NOT_IN -> !among;
                        case EXISTS -> present;
                        case DOES_NOT_EXIST -> !present;
                        case INVALID -> false;
                    };
                });
    }

    @Property(tries = 300)
    void matchesAsTheDefinitionSays(
            @ForAll("selectors") LabelSelector selector, @ForAll("labels") Map<String, String> labels) {
        assertEquals(naive(selector, labels), selector.matches(labels));
        assertEquals(naive(selector, labels), selector.matches(FlatMap.copyOf(labels)));
    }

    @Property(tries = 300)
    void sameCanonicalTextMeansSameMatches(
            @ForAll("selectors") LabelSelector a,
            @ForAll("selectors") LabelSelector b,
            @ForAll("labels") Map<String, String> labels) {
        if (a.canonical().equals(b.canonical())) {
            assertEquals(a.matches(labels), b.matches(labels));
        }
    }

    @Property(tries = 300)
    void flatMapIsTheMapItCopies(@ForAll Map<String, String> source, @ForAll String absent) {
        FlatMap copy = FlatMap.copyOf(source);
        assertEquals(source, copy);
        assertEquals(copy, source);
        assertEquals(source.hashCode(), copy.hashCode());
        assertEquals(source.containsKey(absent), copy.containsKey(absent));
        assertEquals(List.copyOf(new TreeMap<>(source).keySet()), List.copyOf(copy.keySet()));
        source.forEach((key, value) -> assertEquals(value, copy.get(key)));
    }

    @Test
    void flatMapCannotBeChanged() {
        FlatMap map = FlatMap.copyOf(new HashMap<>(Map.of("a", "1")));
        org.junit.jupiter.api.Assertions.assertThrows(UnsupportedOperationException.class, () -> map.put("b", "2"));
        org.junit.jupiter.api.Assertions.assertThrows(UnsupportedOperationException.class, map::clear);
    }
}
