package antrea.nodenetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.KubeSources;
import antrea.graph.testing.ManualCalculation;
import antrea.kube.client.ApiException;
import antrea.kube.client.ErrorStatus;
import antrea.kube.object.Meta;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeAnnouncementTest {
    private final ManualCalculation calculation = new ManualCalculation();
    private final BlockingQueue<SequencedMap<String, Optional<String>>> writes = new LinkedBlockingQueue<>();
    private final NodeAnnouncement announcement =
            new NodeAnnouncement("n1", wanted(), this::write, Duration.ofMillis(1));
    private final AtomicInteger refusals = new AtomicInteger();

    private static SequencedMap<String, Optional<String>> wanted() {
        SequencedMap<String, Optional<String>> out = new LinkedHashMap<>();
        out.put(PeerReader.TRANSPORT_ADDRESSES, Optional.of("10.1.0.1"));
        out.put(PeerReader.MAC_ADDRESS, Optional.empty());
        return out;
    }

    private void write(SequencedMap<String, Optional<String>> annotations) {
        writes.add(annotations);
        if (refusals.getAndDecrement() > 0) {
            throw ApiException.refused("the test", ErrorStatus.of(503, "refuses"));
        }
    }

    private void see(String node, Map<String, String> annotations) {
        calculation.put(
                KubeSources.NODES,
                ObjectKey.of(node),
                Node.of(new Meta(ObjectKey.of(node), Meta.Version.NONE, Map.of(), annotations)));
        calculation.sync();
    }

    private void begin() {
        announcement.wire(calculation.loop());
        announcement.start();
    }

    @AfterEach
    void end() {
        announcement.close();
    }

    private void awaitWrite() throws InterruptedException {
        assertEquals(wanted(), writes.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void whatIsTakenAwayOrChangedIsWrittenAgain() throws InterruptedException {
        begin();
        see("n1", Map.of());
        awaitWrite();
        see("n1", Map.of(PeerReader.TRANSPORT_ADDRESSES, "10.1.0.1", PeerReader.MAC_ADDRESS, "0a:00:00:00:00:01"));
        awaitWrite();
    }

    @Test
    void whatIsRightAndWhatOthersSayIsLeftAlone() throws InterruptedException {
        begin();
        see("n1", Map.of(PeerReader.TRANSPORT_ADDRESSES, "10.1.0.1", "another", "one"));
        see("n2", Map.of());
        see("n1", Map.of());
        awaitWrite();
        assertTrue(writes.isEmpty());
    }

    @Test
    void whatTheApiServerDoesNotTakeIsTriedAgain() throws InterruptedException {
        refusals.set(2);
        begin();
        see("n1", Map.of());
        for (int i = 0; i < 3; i++) {
            awaitWrite();
        }
    }
}
