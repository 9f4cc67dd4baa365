package antrea.nodenetwork.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.KubeSources;
import antrea.graph.testing.ManualCalculation;
import antrea.graph.testing.ManualTime;
import antrea.kube.object.Meta;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.nodenetwork.testing.FakeAgentInfos;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentInfoCentralTest {
    private final ManualCalculation calculation = new ManualCalculation();
    private final ManualTime time = new ManualTime();
    private final FakeAgentInfos infos = new FakeAgentInfos();
    private final AgentInfoCentral central =
            new AgentInfoCentral(infos, time, InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z")));

    AgentInfoCentralTest() {
        central.wire(calculation.loop());
    }

    private void node(String name) {
        calculation.put(KubeSources.NODES, ObjectKey.of(name), Node.of(Meta.of("", name)));
    }

    private Set<String> after(Runnable change) {
        change.run();
        calculation.settle();
        central.step();
        return infos.names();
    }

    @Test
    void eachNodeHasOneAndNobodyElse() {
        infos.create("gone");
        assertEquals(Set.of("n1", "gone"), after(() -> node("n1")), "before all Nodes are known nothing is deleted");
        assertEquals(Set.of("n1"), after(calculation::sync));
        assertEquals(Set.of("n1", "n2"), after(() -> node("n2")));
        assertEquals(Set.of("n2"), after(() -> calculation.remove(KubeSources.NODES, ObjectKey.of("n1"))));
    }

    @Test
    void oneThatWasDeletedByHandIsCreatedAgain() {
        assertEquals(Set.of("n1"), after(() -> {
            node("n1");
            calculation.sync();
        }));
        infos.delete("n1");
        time.advance(Duration.ofMinutes(10));
        central.step();
        assertEquals(Set.of("n1"), infos.names());
    }

    @Test
    void anApiServerThatIsAwayIsAskedAgain() {
        infos.setDown(true);
        node("n1");
        calculation.sync();
        central.step();
        assertTrue(central.health().fault().orElse("").contains("cannot list AntreaAgentInfos"));
        infos.setDown(false);
        time.advance(Duration.ofSeconds(5));
        central.step();
        assertEquals(Set.of("n1"), infos.names());
    }
}
