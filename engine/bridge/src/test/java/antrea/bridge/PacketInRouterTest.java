package antrea.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.graph.testing.ManualTime;
import antrea.net.Bytes;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.PacketIn;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PacketInRouterTest {
    private final ManualTime time = new ManualTime();
    private final PacketInRouter router = new PacketInRouter(new PacketInRouter.Limit(500, 1000), time);

    private static PacketIn packet(Bytes userdata) {
        return new PacketIn(Bytes.EMPTY, 0, new PacketIn.Origin(0, 0, 1), Match.ANY, userdata, Optional.empty());
    }

    @Test
    void packetsGoToTheOwnerOfTheirReason() throws InterruptedException {
        BlockingQueue<PacketIn> policy = new ArrayBlockingQueue<>(10);
        router.register(1, "networkpolicy", packet -> {
            policy.add(packet);
            throw new IllegalStateException("a fault costs one packet only");
        });
        router.register(4, "service", _ -> {});
        router.start();
        PacketIn first = packet(Bytes.of(1, 7));
        PacketIn second = packet(Bytes.of(1, 2));
        router.observe(packet(Bytes.of(9)));
        router.observe(packet(Bytes.EMPTY));
        router.observe(first);
        router.observe(second);
        assertEquals(first, policy.poll(10, TimeUnit.SECONDS));
        assertEquals(second, policy.poll(10, TimeUnit.SECONDS));
        assertEquals(Map.of("networkpolicy", 0L, "service", 0L, "unclaimed", 2L), router.dropped());
        router.close();
    }

    @Test
    void aFloodIsCutToTheLimitOfItsOwner() {
        router.register(1, "networkpolicy", _ -> {});
        router.register(2, "dns", _ -> {});
        for (int i = 0; i < 5000; i++) {
            router.observe(packet(Bytes.of(1)));
        }
        router.observe(packet(Bytes.of(2)));
        assertEquals(Map.of("networkpolicy", 4000L, "dns", 0L, "unclaimed", 0L), router.dropped());
    }

    @Test
    void tokensComeBackWithTime() {
        TokenBucket bucket = new TokenBucket(500, 2, time);
        assertEquals(2, taken(bucket));
        time.advance(Duration.ofMillis(2));
        assertEquals(1, taken(bucket));
        time.advance(Duration.ofHours(1));
        assertEquals(2, taken(bucket));
    }

    private static int taken(TokenBucket bucket) {
        int count = 0;
        while (bucket.take()) {
            count++;
        }
        return count;
    }

    @Test
    void aReasonHasOneOwner() {
        router.register(1, "networkpolicy", _ -> {});
        assertThrows(IllegalArgumentException.class, () -> router.register(1, "dns", _ -> {}));
    }
}
