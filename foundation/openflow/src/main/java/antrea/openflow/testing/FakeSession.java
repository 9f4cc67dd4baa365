package antrea.openflow.testing;

import antrea.net.Bytes;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.Message.BundleControl;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartRequest;
import antrea.openflow.codec.wire.Frame;
import antrea.openflow.codec.wire.MessageReader;
import antrea.openflow.codec.wire.MessageWriter;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// One session of a [FakeSwitch].
final class FakeSession {
    private static final System.Logger LOG = System.getLogger(FakeSession.class.getName());

    private final FakeSwitch owner;
    private final SocketChannel channel;
    private final ReentrantLock sending = new ReentrantLock();
    private final Map<Integer, List<Frame>> bundles = new HashMap<>();

    FakeSession(FakeSwitch owner, SocketChannel channel) {
        this.owner = owner;
        this.channel = channel;
    }

    void run() {
        send(Message.Hello.OPENFLOW_15, 0);
        try (DataInputStream in = new DataInputStream(Channels.newInputStream(channel))) {
            while (channel.isOpen()) {
                Frame frame = next(in);
                owner.awaitReading();
                observe(frame);
            }
        } catch (EOFException e) {
            LOG.log(System.Logger.Level.DEBUG, "the other side closed", e);
        } catch (IOException | MalformedMessageException e) {
            LOG.log(System.Logger.Level.DEBUG, "session of the fake switch ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Frame next(DataInputStream in) throws IOException {
        byte[] head = new byte[MessageReader.HEADER_LENGTH];
        in.readFully(head);
        byte[] whole = Arrays.copyOf(head, MessageReader.lengthAt(head, 0));
        in.readFully(whole, head.length, whole.length - head.length);
        return MessageReader.read(whole);
    }

    void send(Message message, int xid) {
        send(MessageWriter.encode(message, xid));
    }

    private void send(byte[] message) {
        if (owner.isMute()) {
            return;
        }
        sending.lock();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(message);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody reads any more", e);
        } finally {
            sending.unlock();
        }
    }

    private void observe(Frame frame) {
        owner.observe(frame.message());
        int xid = frame.xid();
        Optional<byte[]> garbage = owner.garbage(frame.message(), xid);
        if (garbage.isPresent()) {
            send(garbage.get());
            return;
        }
        Optional<ErrorMessage> refusal =
                owner.refusal(frame.message() instanceof Message.BundleAdd add ? add.message() : frame.message());
        if (refusal.isPresent()) {
            send(refusal.get(), xid);
            return;
        }
        answer(frame.message(), xid);
    }

    private void answer(Message message, int xid) {
        if (message instanceof Message.EchoRequest(Bytes content)) {
            send(new Message.EchoReply(content), xid);
        } else if (message instanceof Message.BarrierRequest) {
            send(new Message.BarrierReply(), xid);
        } else if (message instanceof Message.FeaturesRequest) {
            send(new Message.FeaturesReply(0x42, 0, 254, 0, 0x4f), xid);
        } else if (message instanceof BundleControl control) {
            observeControl(control, xid);
        } else if (message instanceof Message.BundleAdd(int id, int _, Message inner)) {
            bundles.getOrDefault(id, new ArrayList<>()).add(new Frame(xid, inner));
        } else if (message instanceof MultipartRequest request) {
            owner.transact(bridge -> {
                send(new MultipartReply(false, bridge.list(request)), xid);
                return true;
            });
        } else {
            owner.transact(bridge -> {
                Optional<ErrorMessage> error = bridge.apply(message);
                error.ifPresent(e -> send(e, xid));
                return error.isEmpty();
            });
        }
    }

    private void observeControl(BundleControl control, int xid) {
        int id = control.bundleId();
        switch (control.kind()) {
            case OPEN_REQUEST -> {
                bundles.put(id, new ArrayList<>());
                send(new BundleControl(id, BundleControl.Kind.OPEN_REPLY, control.flags()), xid);
            }
            case DISCARD_REQUEST -> {
                bundles.remove(id);
                send(new BundleControl(id, BundleControl.Kind.DISCARD_REPLY, control.flags()), xid);
            }
            case COMMIT_REQUEST -> {
                List<Frame> frames = Optional.ofNullable(bundles.remove(id)).orElse(List.of());
                boolean done = owner.transact(bridge -> applyAll(bridge, frames));
                Message answer = done
                        ? new BundleControl(id, BundleControl.Kind.COMMIT_REPLY, control.flags())
                        : new ErrorMessage(ErrorMessage.BUNDLE_FAILED, ErrorMessage.MESSAGE_FAILED, Bytes.EMPTY);
                send(answer, xid);
            }
            case CLOSE_REQUEST, OPEN_REPLY, CLOSE_REPLY, COMMIT_REPLY, DISCARD_REPLY ->
                send(new ErrorMessage(ErrorMessage.BUNDLE_FAILED, 8, Bytes.EMPTY), xid);
        }
    }

    private boolean applyAll(FakeBridge bridge, List<Frame> frames) {
        for (Frame frame : frames) {
            Optional<ErrorMessage> error = bridge.apply(frame.message());
            if (error.isPresent()) {
                send(error.get(), frame.xid());
                return false;
            }
        }
        return true;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a session of the fake switch", e);
        }
    }
}
