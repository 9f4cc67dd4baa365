package antrea.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.LabelSelector;
import antrea.kube.object.LabelSelector.Operator;
import antrea.kube.object.LabelSelector.Requirement;
import antrea.kube.object.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GroupingTest {
    private final Grouping<String> grouping = new Grouping<>();
    private final Set<String> changed = new HashSet<>();

    private Selection<String> select(GroupSelector selector) {
        return grouping.select(selector, new Marker(selector.normalizedName(), changed));
    }

    private record Marker(String name, Set<String> changed) implements SelectionListener {
        @Override
        public void observeChange() {
            changed.add(name);
        }
    }

    private static ObjectKey pod(String namespace, String name) {
        return new ObjectKey(namespace, name);
    }

    private static LabelSelector label(String key, String value) {
        return LabelSelector.of(Map.of(key, value));
    }

    private static Set<String> members(Selection<String> selection) {
        List<String> all = selection.members();
        Set<String> out = new HashSet<>(all);
        assertEquals(out.size(), all.size(), "a member came twice");
        return out;
    }

    @Test
    void podOfTheNamespaceWithTheLabelIsSelected() {
        grouping.put(pod("a", "web"), Map.of("app", "web"), "a/web");
        grouping.put(pod("a", "db"), Map.of("app", "db"), "a/db");
        grouping.put(pod("b", "web"), Map.of("app", "web"), "b/web");
        assertEquals(Set.of("a/web"), members(select(GroupSelector.pods("a", label("app", "web")))));
        assertEquals(Set.of("a/web", "a/db"), members(select(GroupSelector.pods("a", LabelSelector.ALL))));
    }

    @Test
    void unknownNamespaceIsSelectedOnlyByTheSelectorOfAll() {
        grouping.put(pod("a", "web"), Map.of(), "a/web");
        Selection<String> byLabel = select(GroupSelector.pods(label("env", "prod"), Optional.empty()));
        assertEquals(Set.of("a/web"), members(select(GroupSelector.allPods())));
        assertEquals(Set.of(), members(byLabel));
        grouping.putNamespace("a", Map.of("env", "prod"));
        assertEquals(Set.of("a/web"), members(byLabel));
        assertEquals(Set.of(byLabel.normalizedName()), changed);
        changed.clear();
        grouping.removeNamespace("a");
        assertEquals(Set.of(), members(byLabel));
        assertEquals(Set.of(byLabel.normalizedName()), changed);
    }

    @Test
    void memberThatIsReplacedByAnEqualOneChangesNothing() {
        select(GroupSelector.allPods());
        grouping.put(pod("a", "web"), Map.of("x", "1"), "old");
        changed.clear();
        grouping.put(pod("a", "web"), Map.of("x", "1"), "old");
        assertEquals(Set.of(), changed);
        grouping.put(pod("a", "web"), Map.of("x", "1"), "new");
        assertEquals(Set.of("namespaceSelector="), changed);
    }

    @Test
    void changeOfLabelsTellsOnlyWhoGainsOrLoses() {
        Selection<String> all = select(GroupSelector.pods("a", LabelSelector.ALL));
        Selection<String> one = select(GroupSelector.pods("a", label("x", "1")));
        Selection<String> two = select(GroupSelector.pods("a", label("x", "2")));
        grouping.put(pod("a", "p"), Map.of("x", "1"), "p");
        changed.clear();
        grouping.put(pod("a", "p"), Map.of("x", "2"), "p");
        assertEquals(Set.of(one.normalizedName(), two.normalizedName()), changed);
        assertEquals(Set.of("p"), members(all));
        assertEquals(Set.of(), members(one));
        assertEquals(Set.of("p"), members(two));
    }

    @Test
    void usersOfOneSelectorShareASelection() {
        Selection<String> first = select(GroupSelector.allPods());
        SelectionListener other = () -> changed.add("other");
        Selection<String> second = grouping.select(GroupSelector.allPods(), other);
        assertTrue(first == second);
        grouping.unselect(second, other);
        assertEquals(1, grouping.selectionCount());
        grouping.put(pod("a", "p"), Map.of(), "p");
        assertEquals(Set.of("namespaceSelector="), changed);
    }

    @Test
    void invalidSelectorSelectsNothing() {
        grouping.put(pod("a", "p"), Map.of("x", "1"), "p");
        LabelSelector invalid = new LabelSelector(Map.of(), List.of(new Requirement("x", Operator.IN, List.of())));
        assertEquals(Set.of(), members(select(GroupSelector.pods("a", invalid))));
    }

    @Test
    void emptySelectorSelectsNothing() {
        grouping.put(pod("a", "p"), Map.of("x", "1"), "p");
        assertEquals(
                Set.of(),
                members(select(new GroupSelector(
                        "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))));
    }

    @Test
    void entityKnowsItsSelections() {
        Selection<String> all = select(GroupSelector.allPods());
        grouping.put(pod("a", "p"), Map.of("x", "1"), "p");
        assertEquals(Optional.of(List.of(all)), grouping.selectionsOf(pod("a", "p")));
        assertEquals(Optional.empty(), grouping.selectionsOf(pod("a", "q")));
    }

    /// One change of the world.
    sealed interface Step {
        record Pod(String namespace, String name, Map<String, String> labels) implements Step {}

        record NoPod(String namespace, String name) implements Step {}

        record Namespace(String name, Map<String, String> labels) implements Step {}

        record NoNamespace(String name) implements Step {}

        record Select(GroupSelector selector) implements Step {}

        record Unselect(GroupSelector selector) implements Step {}
    }

    /// The world, naively.
    private static final class World {
        private final Map<ObjectKey, Map<String, String>> pods = new HashMap<>();
        private final Map<String, Map<String, String>> namespaces = new HashMap<>();
        private final Grouping<ObjectKey> grouping = new Grouping<>();
        private final Map<GroupSelector, Use> uses = new HashMap<>();

        /// A selection and what it held when it was last looked at.
        private static final class Use implements SelectionListener {
            private Set<ObjectKey> seen = Set.of();
            private boolean told;

            @Override
            public void observeChange() {
                told = true;
            }
        }

        private final Map<GroupSelector, Selection<ObjectKey>> selections = new HashMap<>();

        void apply(Step step) {
            switch (step) {
                case Step.Pod(String namespace, String name, Map<String, String> labels) -> {
                    pods.put(new ObjectKey(namespace, name), labels);
                    grouping.put(new ObjectKey(namespace, name), labels, new ObjectKey(namespace, name));
                }
                case Step.NoPod(String namespace, String name) -> {
                    pods.remove(new ObjectKey(namespace, name));
                    grouping.remove(new ObjectKey(namespace, name));
                }
                case Step.Namespace(String name, Map<String, String> labels) -> {
                    namespaces.put(name, labels);
                    grouping.putNamespace(name, labels);
                }
                case Step.NoNamespace(String name) -> {
                    namespaces.remove(name);
                    grouping.removeNamespace(name);
                }
                case Step.Select(GroupSelector selector) -> select(selector);
                case Step.Unselect(GroupSelector selector) -> unselect(selector);
            }
        }

        private void select(GroupSelector selector) {
            if (!uses.containsKey(selector)) {
                Use use = new Use();
                uses.put(selector, use);
                selections.put(selector, grouping.select(selector, use));
                use.seen = naive(selector);
            }
        }

        private void unselect(GroupSelector selector) {
            Use use = uses.remove(selector);
            Selection<ObjectKey> selection = selections.remove(selector);
            if (use != null && selection != null) {
                grouping.unselect(selection, use);
            }
        }

        Set<ObjectKey> naive(GroupSelector selector) {
            Set<ObjectKey> out = new HashSet<>();
            pods.forEach((key, labels) -> {
                boolean namespace = selector.namespaceSelector().isPresent()
                        ? selector.namespaceSelector().get().isAll()
                                || namespaces.containsKey(key.namespace())
                                        && selector.namespaceSelector()
                                                .get()
                                                .matches(namespaces.getOrDefault(key.namespace(), Map.of()))
                        : selector.namespace().isEmpty()
                                ? selector.podSelector().isPresent()
                                : selector.namespace().equals(key.namespace());
                if (namespace
                        && selector.podSelector().map(s -> s.matches(labels)).orElse(true)) {
                    out.add(key);
                }
            });
            return out;
        }

        void assertRight() {
            uses.forEach((selector, use) -> {
                Set<ObjectKey> expected = naive(selector);
                Selection<ObjectKey> selection = selections.get(selector);
                List<ObjectKey> members = selection == null ? List.of() : selection.members();
                assertEquals(expected, new HashSet<>(members), selector.normalizedName());
                assertEquals(expected.size(), members.size(), "twice in " + selector.normalizedName());
                assertTrue(use.told || expected.equals(use.seen), "not told: " + selector.normalizedName());
                use.told = false;
                use.seen = expected;
            });
        }
    }

    @Property(tries = 300)
    void membershipsAreThoseOfANaiveScan(@ForAll("steps") List<Step> steps) {
        World world = new World();
        for (Step step : steps) {
            world.apply(step);
            world.assertRight();
        }
        for (ObjectKey pod : new ArrayList<>(world.pods.keySet())) {
            world.apply(new Step.NoPod(pod.namespace(), pod.name()));
        }
        world.assertRight();
    }

    @Property(tries = 5)
    void manySelectorsAndLabelsOfOneNamespaceAreStillRight(@ForAll("manySteps") List<Step> steps) {
        World world = new World();
        steps.forEach(world::apply);
        world.assertRight();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return step(3, 4, 2).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<Step>> manySteps() {
        return step(2, 200, 40).list().ofSize(1500);
    }

    private static Arbitrary<Step> step(int namespaceCount, int podCount, int valueCount) {
        Arbitrary<String> namespace =
                Arbitraries.integers().between(1, namespaceCount).map(i -> "ns" + i);
        Arbitrary<String> name = Arbitraries.integers().between(1, podCount).map(i -> "pod" + i);
        Arbitrary<String> value = Arbitraries.integers().between(1, valueCount).map(i -> "v" + i);
        Arbitrary<Map<String, String>> labels =
                Arbitraries.maps(Arbitraries.of("x", "y"), value).ofMaxSize(2);
        Arbitrary<Requirement> requirement = Combinators.combine(
                        Arbitraries.of("x", "y"),
                        Arbitraries.of(Operator.values()),
                        value.list().ofMaxSize(2))
                .as(Requirement::new);
        Arbitrary<LabelSelector> selector =
                Combinators.combine(labels, requirement.list().ofMaxSize(1)).as(LabelSelector::new);
        Arbitrary<GroupSelector> group = Combinators.combine(
                        Arbitraries.oneOf(Arbitraries.just(""), namespace), selector.optional(), selector.optional())
                .as((ns, byNamespace, byPod) ->
                        new GroupSelector(ns, byNamespace, byPod, Optional.empty(), Optional.empty()));
        return Arbitraries.oneOf(
                Combinators.combine(namespace, name, labels).as(Step.Pod::new),
                Combinators.combine(namespace, name).as(Step.NoPod::new),
                Combinators.combine(namespace, labels).as(Step.Namespace::new),
                namespace.map(Step.NoNamespace::new),
                group.map(Step.Select::new),
                group.map(Step.Unselect::new));
    }
}
