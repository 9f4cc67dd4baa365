package antrea.openflow.connection;

import antrea.openflow.codec.Message;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.wire.MessageReader;
import antrea.openflow.codec.wire.MessageWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// Messages over a unix socket. Any number of threads may send; one reads. The buffers are made once.
final class FrameChannel implements AutoCloseable {
    /// Sent in one go; large enough that a bundle costs few system calls.
    private static final int CHUNK = 1 << 16;

    private final SocketChannel channel;
    private final ReentrantLock sending = new ReentrantLock();
    private final ByteSink sink = new ByteSink(CHUNK + 1024);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(CHUNK);
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(CHUNK);
    private final byte[] received = new byte[2 * CHUNK];
    private volatile long roomNanos = System.nanoTime();
    private int from;
    private int length;
    private int to;

    private FrameChannel(SocketChannel channel) {
        this.channel = channel;
    }

    static FrameChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new FrameChannel(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    static FrameChannel over(SocketChannel channel) {
        return new FrameChannel(channel);
    }

    void send(Message message, int xid) throws IOException {
        sending.lock();
        try {
            sink.clear();
            MessageWriter.write(message, xid, sink);
            flush();
        } finally {
            sending.unlock();
        }
    }

    /// Sends many messages with consecutive transaction ids, each first turned into what `wrapping` makes of it.
    /// Other senders get a chance in between. Throws [IllegalArgumentException] for one that cannot be put on the
    /// wire; then those before it may be sent and those after it are not.
    void sendAll(List<? extends Message> messages, UnaryOperator<Message> wrapping, int firstXid) throws IOException {
        int next = 0;
        while (next < messages.size()) {
            sending.lock();
            try {
                sink.clear();
                while (next < messages.size() && sink.size() < CHUNK / 2) {
                    MessageWriter.write(wrapping.apply(messages.get(next)), firstXid + next, sink);
                    next++;
                }
                flush();
                roomNanos = System.nanoTime();
            } finally {
                sending.unlock();
            }
        }
    }

    /// When the other side last made room for a piece of [#sendAll], by [System#nanoTime]: it reads, so it lives,
    /// although it has nothing to answer yet.
    long roomNanos() {
        return roomNanos;
    }

    private void flush() throws IOException {
        int at = 0;
        while (at < sink.size()) {
            int count = Math.min(outgoing.capacity(), sink.size() - at);
            outgoing.clear().put(sink.array(), at, count).flip();
            while (outgoing.hasRemaining()) {
                channel.write(outgoing);
            }
            at += count;
        }
    }

    /// Waits for the next message, which [#xid] and [#message] then tell of. Throws [EOFException] at the end, and
    /// [antrea.openflow.codec.MalformedMessageException] when the stream is out of step.
    void receive() throws IOException {
        from += length;
        length = 0;
        await(MessageReader.HEADER_LENGTH);
        int announced = MessageReader.lengthAt(received, from);
        MessageReader.demandVersionAt(received, from);
        await(announced);
        length = announced;
    }

    /// The transaction id of the message last received.
    int xid() {
        return ByteBuffer.wrap(received).getInt(from + 4);
    }

    /// The message last received. Throws [antrea.openflow.codec.MalformedMessageException] when it cannot be read;
    /// the next one may be received all the same.
    Message message() {
        return MessageReader.read(received, from, from + length).message();
    }

    private void await(int count) throws IOException {
        if (to - from >= count) {
            return;
        }
        if (received.length - from < CHUNK) {
            System.arraycopy(received, from, received, 0, to - from);
            to -= from;
            from = 0;
        }
        while (to - from < count) {
            incoming.clear().limit(Math.min(incoming.capacity(), received.length - to));
            int read = channel.read(incoming);
            if (read < 0) {
                throw new EOFException("the switch closed the line");
            }
            incoming.flip().get(received, to, read);
            to += read;
        }
    }

    /// Ends the line; a thread that reads or writes is woken with an exception.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the OpenFlow socket", e);
        }
    }
}
