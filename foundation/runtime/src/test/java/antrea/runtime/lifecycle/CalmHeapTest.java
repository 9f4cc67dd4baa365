package antrea.runtime.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CalmHeapTest {
    private static final boolean CALM = true;
    private static final boolean BUSY = false;
    private static final long MB = 1 << 20;

    private long committed = 16 * MB;
    private long live = 16 * MB;
    private int full;
    private final CalmHeap heap = new CalmHeap(() -> committed, () -> {
        full++;
        committed = live;
    });

    private void look(boolean calm, long newCommitted) {
        committed = newCommitted;
        heap.look(calm);
    }

    @Test
    void whatABurstHasTakenIsGivenBackOnceInCalm() {
        look(CALM, 16 * MB);
        look(BUSY, 80 * MB);
        assertEquals(0, full, "in the middle of the work");
        look(CALM, 80 * MB);
        assertEquals(1, full);
        look(CALM, 20 * MB);
        assertEquals(1, full, "nothing worth it since");
    }

    @Test
    void liveDataIsNotLookedThroughAgainAndAgain() {
        live = 200 * MB;
        look(CALM, 200 * MB);
        look(CALM, 200 * MB);
        look(CALM, 205 * MB);
        assertEquals(1, full);
        look(CALM, 200 * MB + CalmHeap.WORTH);
        assertEquals(2, full);
    }

    @Test
    void aHeapThatFellIsMeasuredFromThere() {
        live = 200 * MB;
        look(CALM, 200 * MB);
        live = 20 * MB;
        look(CALM, 215 * MB);
        assertEquals(2, full);
        look(CALM, 20 * MB + CalmHeap.WORTH);
        assertEquals(3, full);
    }

    @Test
    @SuppressWarnings("SystemGc") // it is what is asked about
    void aCollectionIsNoticedOnce() {
        heap.wasCalm();
        System.gc();
        assertFalse(heap.wasCalm());
        boolean calm = false;
        for (int i = 0; i < 1000 && !calm; i++) { // other tests of this JVM collect too
            calm = heap.wasCalm();
        }
        assertTrue(calm);
    }
}
