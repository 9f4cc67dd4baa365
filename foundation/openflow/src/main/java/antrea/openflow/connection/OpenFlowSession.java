package antrea.openflow.connection;

import antrea.net.Bytes;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartRequest;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.connection.OpenFlowException.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// One session with the bridge, from hello to the end of the line; it never comes back ([OpenFlowConnection] makes
/// a new one). Every method may be called from any thread and throws [OpenFlowException] when the line breaks.
/// Interrupting a thread just while it writes to the socket ends the session, as it does with every NIO channel.
public final class OpenFlowSession implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OpenFlowSession.class.getName());

    private final ConnectionSettings settings;
    private final FrameChannel channel;
    private final Consumer<Message> unasked;
    private final Answers answers = new Answers();
    private final CompletableFuture<Message.Hello> hello = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile long lastHeardNanos = System.nanoTime();

    private OpenFlowSession(ConnectionSettings settings, FrameChannel channel, Consumer<Message> unasked) {
        this.settings = settings;
        this.channel = channel;
        this.unasked = unasked;
    }

    /// Connects, agrees on OpenFlow 1.5 and, if [ConnectionSettings#missSendLength] asks for it, has packets sent
    /// as NXT_PACKET_IN2. `unasked` gets what is no answer, on the reading thread: it must return at once.
    public static OpenFlowSession open(ConnectionSettings settings, Consumer<Message> unasked) {
        FrameChannel channel;
        try {
            channel = FrameChannel.connect(settings.socket());
        } catch (IOException e) {
            throw new OpenFlowException(
                    Code.DISCONNECTED, "cannot reach the bridge at " + settings.socket() + ": " + e.getMessage(), e);
        }
        OpenFlowSession session = new OpenFlowSession(settings, channel, unasked);
        Thread.ofVirtual().name("openflow-reader").start(session::readAll);
        try {
            session.greet();
        } catch (OpenFlowException e) {
            session.finish(String.valueOf(e.getMessage()));
            throw e;
        }
        Thread.ofVirtual().name("openflow-echo").start(session::keepAlive);
        return session;
    }

    private void greet() {
        send(Message.Hello.OPENFLOW_15);
        Message.Hello theirs = await(hello, "hello");
        if ((theirs.versionBitmap() & Message.Hello.OPENFLOW_15.versionBitmap()) == 0) {
            throw new OpenFlowException(
                    Code.VERSION,
                    "the bridge at " + settings.socket() + " speaks no OpenFlow 1.5; set its column protocols to"
                            + " [OpenFlow10,OpenFlow13,OpenFlow15]");
        }
        if (settings.missSendLength() > 0) {
            // The format first, so that the very first packet comes in it; without the second one none comes at all.
            send(Message.SetPacketInFormat.PACKET_IN2);
            send(new Message.SetConfig(0, settings.missSendLength()));
        }
        barrier();
    }

    /// Sends without waiting for anything. A refusal comes to [SwitchListener#onError].
    public void send(Message message) {
        send(message, answers.take(1));
    }

    private void send(Message message, int xid) {
        try {
            channel.send(message, xid);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    void sendAll(List<? extends Message> messages, UnaryOperator<Message> wrapping, int firstXid) {
        try {
            channel.sendAll(messages, wrapping, firstXid);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private OpenFlowException broken(IOException cause) {
        finish(String.valueOf(cause.getMessage()));
        return new OpenFlowException(
                Code.DISCONNECTED, "the line to " + settings.socket() + " broke: " + cause.getMessage(), cause);
    }

    Answers answers() {
        return answers;
    }

    /// Sends a request and waits for its answer, which may be an [ErrorMessage].
    public Message request(Message request) {
        return request(request, _ -> {});
    }

    private Message request(Message request, Consumer<MultipartReply.Body> part) {
        int xid = answers.take(1);
        CompletableFuture<Message> answer = answers.expect(xid, part);
        try {
            send(request, xid);
            return await(answer, request.getClass().getSimpleName());
        } finally {
            answers.forget(xid);
        }
    }

    /// Sends a request and does not wait; the answer may be an [ErrorMessage]. For a request that is always answered.
    CompletableFuture<Message> ask(Message request) {
        int xid = answers.take(1);
        CompletableFuture<Message> answer = answers.expect(xid);
        send(request, xid);
        return answer;
    }

    /// Returns when the switch has worked on everything that was sent before.
    public void barrier() {
        demand(request(new Message.BarrierRequest()), "barrier");
    }

    /// Who the bridge is and what it can do.
    public Message.FeaturesReply features() {
        Message answer = demand(request(new Message.FeaturesRequest()), "features");
        if (answer instanceof Message.FeaturesReply features) {
            return features;
        }
        throw new OpenFlowException(Code.REFUSED, "no features but " + answer);
    }

    /// Applies all messages in this order, or none of them. Flow and group changes and packet-outs may go in;
    /// meters may not. Throws [IllegalArgumentException] for a message that cannot be put on the wire; nothing is
    /// changed then.
    public Outcome bundle(List<? extends Message> messages) {
        return new BundleSender(this).send(messages);
    }

    /// Sends the messages one by one and waits until the switch has worked on all. Those not refused took effect.
    public Outcome unbundled(List<? extends Message> messages) {
        int first = answers.take(messages.size());
        Answers.Range errors = answers.open(first, messages.size());
        try {
            sendAll(messages, UnaryOperator.identity(), first);
            barrier();
            errors.demandReadable();
            List<Outcome.Refusal> refused = errors.refused();
            return refused.isEmpty() ? new Outcome.Committed() : new Outcome.Refused(refused);
        } finally {
            answers.close(errors);
        }
    }

    /// Asks for a list; `part` gets it piece by piece on the reading thread, so that a long one need not be held
    /// at once. It must not send requests. Returns after the last piece. An exception of `part` ends the list and
    /// comes back as the cause of an [OpenFlowException].
    public void list(MultipartRequest request, Consumer<MultipartReply.Body> part) {
        demand(request(request, part), request.getClass().getSimpleName());
    }

    /// The answer, unless it is a refusal.
    static Message demand(Message answer, String what) {
        if (answer instanceof ErrorMessage error) {
            throw new OpenFlowException(Code.REFUSED, "the switch refuses " + what + ": " + error);
        }
        return answer;
    }

    /// Waits for an answer. A switch that lets a request lie for [ConnectionSettings#requestTimeout] is given up:
    /// the session ends, so that nobody goes on with a half-known state.
    <T> T await(CompletableFuture<T> answer, String what) {
        Duration timeout = settings.requestTimeout();
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OpenFlowException fault) {
                throw new OpenFlowException(fault.code(), what + ": " + fault.getMessage(), fault);
            }
            throw new OpenFlowException(Code.REFUSED, what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            finish("no answer to " + what + " within " + timeout);
            throw new OpenFlowException(Code.TIMED_OUT, "no answer to " + what + " within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OpenFlowException(Code.INTERRUPTED, "interrupted while waiting for " + what, e);
        }
    }

    private void readAll() {
        String reason = "closed";
        try {
            while (!end.isDone()) {
                channel.receive();
                lastHeardNanos = System.nanoTime();
                observe(channel.xid());
            }
        } catch (IOException | MalformedMessageException e) {
            reason = String.valueOf(e.getMessage());
        } finally {
            finish(reason);
        }
    }

    private void observe(int xid) {
        Message message;
        try {
            message = channel.message();
        } catch (MalformedMessageException e) {
            LOG.log(System.Logger.Level.WARNING, "unreadable message from the switch xid=" + xid, e);
            answers.fail(xid, new OpenFlowException(Code.REFUSED, "unreadable answer: " + e.getMessage(), e));
            return;
        }
        switch (message) {
            case Message.Hello theirs -> hello.complete(theirs);
            case Message.EchoRequest(Bytes content) -> answerEcho(content, xid);
            case Message.EchoReply _,
                    Message.FeaturesRequest _,
                    Message.FeaturesReply _,
                    Message.SetConfig _,
                    Message.BarrierRequest _,
                    Message.BarrierReply _,
                    Message.MeterMod _,
                    Message.BundleControl _,
                    Message.BundleAdd _,
                    Message.Resume _,
                    Message.SetPacketInFormat _,
                    Message.Unknown _,
                    Message.PortStatus _,
                    FlowMod _,
                    GroupMod _,
                    PacketOut _,
                    MultipartRequest _,
                    MultipartReply _,
                    PacketIn _,
                    ErrorMessage _ -> {
                if (!answers.settle(xid, message) && !(message instanceof Message.EchoReply)) {
                    unasked.accept(message);
                }
            }
        }
    }

    /// On a thread of its own: while another one waits for room to send, the reader must go on reading, or both
    /// sides wait for each other for ever.
    private void answerEcho(Bytes content, int xid) {
        Thread.ofVirtual().name("openflow-echo-reply").start(() -> {
            try {
                send(new Message.EchoReply(content), xid);
            } catch (OpenFlowException e) {
                LOG.log(System.Logger.Level.DEBUG, "no echo reply: the session is over", e);
            }
        });
    }

    private void keepAlive() {
        while (!end.isDone()) {
            Optional<String> over = waitForEnd(settings.echoInterval());
            long now = System.nanoTime();
            long silentNanos = Math.min(now - lastHeardNanos, now - channel.roomNanos());
            if (over.isPresent()) {
                return;
            }
            if (silentNanos > settings.echoDeadline().toNanos()) {
                finish("the switch was silent for "
                        + Duration.ofNanos(silentNanos).toMillis() + " ms");
            } else if (silentNanos > settings.echoInterval().toNanos() / 2) {
                probe();
            }
        }
    }

    /// On a thread of its own, as it waits while another one finds no room to send: silence must be seen all the
    /// same. One at a time.
    private void probe() {
        if (!probing.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual().name("openflow-echo").start(() -> {
            try {
                send(new Message.EchoRequest(Bytes.EMPTY));
            } catch (OpenFlowException e) {
                LOG.log(System.Logger.Level.DEBUG, "no echo request: the session is over", e);
            } finally {
                probing.set(false);
            }
        });
    }

    private Optional<String> waitForEnd(Duration patience) {
        try {
            return Optional.of(end.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException | ExecutionException e) {
            return Optional.of("interrupted");
        }
    }

    public boolean isOpen() {
        return !end.isDone();
    }

    /// Completes with the reason when the session is over.
    CompletableFuture<String> end() {
        return end;
    }

    private void finish(String reason) {
        if (!end.complete(reason)) {
            return;
        }
        OpenFlowException fault =
                new OpenFlowException(Code.DISCONNECTED, "the session with " + settings.socket() + " ended: " + reason);
        hello.completeExceptionally(fault);
        answers.endAll(fault);
        channel.close();
    }

    /// Ends the session; whoever waits for an answer fails at once.
    @Override
    public void close() {
        finish("closed by this side");
    }
}
