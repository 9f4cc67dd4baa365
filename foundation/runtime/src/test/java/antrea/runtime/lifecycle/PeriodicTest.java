package antrea.runtime.lifecycle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeriodicTest {
    @Test
    void workGoesOnAfterAFailureAndEndsWithThePart() throws InterruptedException {
        CountDownLatch twice = new CountDownLatch(2);
        Part part = Periodic.part("test", Duration.ofMillis(1), () -> {
            twice.countDown();
            throw new IllegalStateException("boom");
        });
        part.start().run();
        assertTrue(twice.await(20, TimeUnit.SECONDS));
        part.stop().run();
    }

    @Test
    void workSaysHowLongItRests() throws InterruptedException {
        CountDownLatch thrice = new CountDownLatch(3);
        Part part = Periodic.partThatSays("test", Duration.ofDays(1), () -> {
            thrice.countDown();
            return Duration.ofMillis(1);
        });
        part.start().run();
        assertTrue(thrice.await(20, TimeUnit.SECONDS));
        part.stop().run();
    }

    @Test
    void aRestIsInterruptedByTheEnd() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Part part = Periodic.part("test", Duration.ofDays(1), () -> {
            Thread worker = Thread.currentThread();
            Thread.ofVirtual().start(() -> {
                try {
                    worker.join();
                    ended.countDown();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            begun.countDown();
        });
        part.start().run();
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        part.stop().run();
        assertTrue(ended.await(20, TimeUnit.SECONDS));
    }
}
