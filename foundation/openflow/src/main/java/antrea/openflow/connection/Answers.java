package antrea.openflow.connection;

import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MultipartReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Who waits for which transaction id. Once it is over, every waiter fails at once.
final class Answers {
    private final AtomicInteger nextXid = new AtomicInteger(1);
    private final Map<Integer, Waiter> waiters = new ConcurrentHashMap<>();
    private final List<Range> ranges = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<OpenFlowException>> end = new AtomicReference<>(Optional.empty());

    /// `part` is called for the parts of a list, on the reading thread.
    private record Waiter(CompletableFuture<Message> answer, Consumer<MultipartReply.Body> part) {}

    /// Errors for messages with `count` consecutive ids.
    record Range(
            int first,
            int count,
            ConcurrentLinkedQueue<Outcome.Refusal> refusals,
            ConcurrentLinkedQueue<OpenFlowException> unreadable) {
        boolean has(int xid) {
            return Integer.compareUnsigned(xid - first, count) < 0;
        }

        /// Throws when an answer to one of the messages could not be read: nobody knows what became of it.
        void demandReadable() {
            if (!unreadable.isEmpty()) {
                throw unreadable.element();
            }
        }

        List<Outcome.Refusal> refused() {
            return new ArrayList<>(refusals);
        }
    }

    /// The first of `count` ids that nobody uses.
    int take(int count) {
        return nextXid.getAndAdd(count);
    }

    CompletableFuture<Message> expect(int xid) {
        return expect(xid, _ -> {});
    }

    CompletableFuture<Message> expect(int xid, Consumer<MultipartReply.Body> part) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        waiters.put(xid, new Waiter(answer, part));
        // Asked after the put: whoever ends the session does it the other way round.
        end.get().ifPresent(answer::completeExceptionally);
        return answer;
    }

    void forget(int xid) {
        waiters.remove(xid);
    }

    Range open(int first, int count) {
        Range range = new Range(first, count, new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        ranges.add(range);
        return range;
    }

    void close(Range range) {
        ranges.remove(range);
    }

    /// Gives a message to who waits for it. False when nobody does.
    boolean settle(int xid, Message message) {
        if (message instanceof ErrorMessage error) {
            for (Range range : ranges) {
                if (range.has(xid)) {
                    range.refusals().add(new Outcome.Refusal(xid - range.first(), error));
                    return true;
                }
            }
        }
        if (message instanceof MultipartReply(boolean more, MultipartReply.Body body)) {
            return settlePart(xid, more, body, message);
        }
        Waiter waiter = waiters.remove(xid);
        return waiter != null && waiter.answer().complete(message);
    }

    private boolean settlePart(int xid, boolean more, MultipartReply.Body body, Message message) {
        Waiter waiter = more ? waiters.get(xid) : waiters.remove(xid);
        if (waiter == null) {
            return false;
        }
        try {
            waiter.part().accept(body);
        } catch (RuntimeException e) {
            waiters.remove(xid);
            waiter.answer().completeExceptionally(e);
            return true;
        }
        return more || waiter.answer().complete(message);
    }

    void fail(int xid, OpenFlowException fault) {
        ranges.stream().filter(range -> range.has(xid)).forEach(range -> range.unreadable.add(fault));
        Waiter waiter = waiters.remove(xid);
        if (waiter != null) {
            waiter.answer().completeExceptionally(fault);
        }
    }

    void endAll(OpenFlowException fault) {
        end.set(Optional.of(fault));
        waiters.values().forEach(waiter -> waiter.answer().completeExceptionally(fault));
        waiters.clear();
    }
}
