package antrea.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.LabelSelector;
import antrea.kube.object.LabelSelector.Operator;
import antrea.kube.object.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Names and ids are the same as those of the Go original: fixtures from running it.
class GroupSelectorTest {
    private static void assertNameAndId(GroupSelector selector, String name, String id) {
        assertEquals(name, selector.normalizedName());
        assertEquals(id, selector.id());
    }

    @Test
    void everyPodOfANamespaceHasTheKnownId() {
        assertNameAndId(
                GroupSelector.pods("default", LabelSelector.ALL),
                "namespace=default And podSelector=",
                "b72edd42-0f24-5ec4-a7a7-ecd0e323b822");
    }

    @Test
    void podsByLabelHaveTheKnownId() {
        assertNameAndId(
                GroupSelector.pods("default", LabelSelector.of(Map.of("app", "web"))),
                "namespace=default And podSelector=app=web",
                "0f4789f6-6f28-5440-8ad4-46d8ac276643");
    }

    @Test
    void everyPodOfTheClusterHasTheKnownId() {
        assertNameAndId(GroupSelector.allPods(), "namespaceSelector=", "946d5846-ff34-5a8c-ab0b-2c6c271b0778");
    }

    @Test
    void namespaceAndPodSelectorHaveTheKnownId() {
        LabelSelector in = new LabelSelector(Map.of(), List.of(new Requirement("app", Operator.IN, List.of("b", "a"))));
        assertNameAndId(
                GroupSelector.pods(LabelSelector.of(Map.of("env", "prod")), Optional.of(in)),
                "namespaceSelector=env=prod And podSelector=app in (a,b)",
                "c9823b98-7ca3-524a-b097-04c9e724e77d");
    }

    @Test
    void serviceHasTheKnownId() {
        assertEquals("3893eb02-5536-519a-8814-dea5aad130d1", new GroupIds().idOf("ns-1/svc-1"));
    }

    @Test
    void nodeSelectorHasTheKnownId() {
        GroupSelector nodes = new GroupSelector(
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(LabelSelector.of(Map.of("kubernetes.io/os", "linux"))));
        assertNameAndId(nodes, "nodeSelector=kubernetes.io/os=linux", "f35996bd-1192-5415-b013-98f442d4793f");
    }

    @Test
    void requirementsOfOneKeyKeepTheirOrder() {
        LabelSelector selector = new LabelSelector(
                Map.of("a", "1"),
                List.of(
                        new Requirement("a", Operator.NOT_IN, List.of("z")),
                        new Requirement("a", Operator.EXISTS, List.of()),
                        new Requirement("a", Operator.DOES_NOT_EXIST, List.of()),
                        new Requirement("a", Operator.IN, List.of("q"))));
        assertNameAndId(
                GroupSelector.pods("d", selector),
                "namespace=d And podSelector=a=1,a notin (z),a,!a,a in (q)",
                "c0bb9814-0ac2-59af-b234-5b7df1e92c25");
    }

    @Test
    void externalEntitiesComeBeforeTheNamespaceInTheName() {
        GroupSelector selector = new GroupSelector(
                "ns", Optional.empty(), Optional.empty(), Optional.of(LabelSelector.ALL), Optional.empty());
        assertEquals("eeSelector= And namespace=ns", selector.normalizedName());
    }

    @Test
    void namespaceSelectorTakesThePlaceOfTheNamespace() {
        GroupSelector selector = new GroupSelector(
                "ns", Optional.of(LabelSelector.ALL), Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(GroupSelector.allPods(), selector);
    }

    @Test
    void selectorOfNothingIsEmpty() {
        assertTrue(new GroupSelector("", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
                .isEmpty());
    }
}
