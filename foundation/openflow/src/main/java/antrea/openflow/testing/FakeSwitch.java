package antrea.openflow.testing;

import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// A switch in memory behind a real unix socket: hello, echo, barrier, bundles all or nothing, flows, groups,
/// meters, lists. It moves no packets. What it holds outlives its sessions, as in a real one.
public final class FakeSwitch implements AutoCloseable {
    private final Path socket;
    private final ServerSocketChannel server;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<FakeSession> sessions = new CopyOnWriteArrayList<>();
    private final List<Message> received = new CopyOnWriteArrayList<>();
    private FakeBridge bridge = new FakeBridge();
    private volatile Function<Message, Optional<ErrorMessage>> undecodable = _ -> Optional.empty();
    private volatile BiFunction<Message, Integer, Optional<byte[]>> garbled = (_, _) -> Optional.empty();
    private volatile boolean mute;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean hung;

    private FakeSwitch(Path socket, ServerSocketChannel server) {
        this.socket = socket;
        this.server = server;
    }

    /// Listens at this path, which must not exist yet.
    public static FakeSwitch listen(Path socket) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            FakeSwitch out = new FakeSwitch(socket, server);
            Thread.ofVirtual().name("fake-switch").start(out::accept);
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at " + socket, e);
        }
    }

    private void accept() {
        try {
            while (server.isOpen()) {
                SocketChannel channel = server.accept();
                FakeSession session = new FakeSession(this, channel);
                sessions.add(session);
                Thread.ofVirtual().name("fake-switch-session").start(session::run);
            }
        } catch (IOException e) {
            // Closed: nobody connects any more.
        }
    }

    /// Messages inside or outside a bundle for which `rule` gives an error are refused as soon as they come, as a
    /// switch does with what it cannot decode.
    public void refuse(Function<Message, Optional<ErrorMessage>> rule) {
        undecodable = rule;
    }

    /// Messages for which `rule`, which gets their transaction id too, gives bytes are answered with these, whatever
    /// they are, and with nothing else.
    public void garble(BiFunction<Message, Integer, Optional<byte[]>> rule) {
        garbled = rule;
    }

    /// From now on nothing is answered any more, as by a switch that hangs.
    public void fallSilent() {
        mute = true;
    }

    /// From now on nothing more is read, as by a switch whose process is stopped: senders find no room in the end.
    public void hang() {
        mute = true;
        hung = true;
    }

    /// Returns at once, or when a switch that hangs is closed.
    void awaitReading() throws InterruptedException {
        if (hung) {
            end.await();
        }
    }

    /// Ends all sessions; new ones are taken.
    public void dropSessions() {
        sessions.forEach(FakeSession::close);
        sessions.clear();
    }

    /// Sends to everybody connected, unasked.
    public void send(Message message) {
        sessions.forEach(session -> session.send(message, 0));
    }

    /// Everything received so far, in order; bundled messages as they came, in their [Message.BundleAdd].
    public List<Message> received() {
        return List.copyOf(received);
    }

    public Map<FlowKey, FlowMod> flows() {
        return locked(() -> bridge.flows());
    }

    public Map<Integer, GroupMod> groups() {
        return locked(() -> bridge.groups());
    }

    public Map<Integer, MeterConfig> meters() {
        return locked(() -> bridge.meters());
    }

    /// Forgets everything, as after a crash, and ends all sessions.
    public void crash() {
        locked(() -> {
            bridge = new FakeBridge();
            return true;
        });
        dropSessions();
    }

    /// Applies a change without any session, as another controller would.
    public void change(Message message) {
        locked(() -> bridge.apply(message));
    }

    boolean isMute() {
        return mute;
    }

    void observe(Message message) {
        received.add(message);
    }

    Optional<ErrorMessage> refusal(Message message) {
        return undecodable.apply(message);
    }

    Optional<byte[]> garbage(Message message, int xid) {
        return garbled.apply(message, xid);
    }

    /// Works on the state; what `work` returns true for is kept, else the state is as before.
    boolean transact(Function<FakeBridge, Boolean> work) {
        return locked(() -> {
            FakeBridge changed = bridge.copy();
            boolean keep = work.apply(changed);
            bridge = keep ? changed : bridge;
            return keep;
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /// Stops listening and ends all sessions.
    @Override
    public void close() {
        end.countDown();
        try {
            server.close();
            dropSessions();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("closing the fake switch at " + socket, e);
        }
    }
}
