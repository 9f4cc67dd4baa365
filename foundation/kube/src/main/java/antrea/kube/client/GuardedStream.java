package antrea.kube.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A stream that fails when a read waits too long for bytes: a peer that vanished without a word, or a network
/// that drops packets, ends no TCP connection for a quarter of an hour. Time that the reader itself needs does not
/// count.
public final class GuardedStream extends InputStream {
    private static final int MOST_DRAINED = 64 * 1024;

    private final InputStream source;
    private final Thread guard;
    private volatile long limitNanos;
    private volatile long waitingSinceNanos;
    private volatile boolean waiting;
    private volatile boolean closed;
    private volatile boolean timedOut;

    public GuardedStream(InputStream source, Duration limit) {
        this.source = source;
        this.limitNanos = limit.toNanos();
        this.guard = Thread.ofVirtual().name("read-guard").start(this::guard);
    }

    /// Changes how long a read may wait, also the one that waits now.
    public void limit(Duration other) {
        limitNanos = other.toNanos();
        LockSupport.unpark(guard);
    }

    private void guard() {
        while (!closed) {
            long limit = limitNanos;
            long left = waiting ? limit - (System.nanoTime() - waitingSinceNanos) : limit;
            if (left <= 0) {
                timedOut = true;
                closeSource();
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        waitingSinceNanos = System.nanoTime();
        waiting = true;
        try {
            int count = source.read(target, offset, length);
            if (timedOut) {
                throw silence();
            }
            return count;
        } catch (IOException e) {
            if (timedOut) {
                SocketTimeoutException silence = silence();
                silence.addSuppressed(e);
                throw silence;
            }
            throw e;
        } finally {
            waiting = false;
        }
    }

    /// Reads up to the end, behind what the caller wanted: closed before, the stream takes its connection with it, and
    /// the next call needs another. Does not wait for more than some bytes, nor say that the end did not come.
    public void drain() {
        byte[] rest = new byte[1024];
        try {
            for (int left = MOST_DRAINED; left > 0; ) {
                int count = read(rest, 0, Math.min(left, rest.length));
                if (count < 0) {
                    return;
                }
                left -= count;
            }
        } catch (IOException _) {
            // all that was wanted has come
        }
    }

    private SocketTimeoutException silence() {
        return new SocketTimeoutException("nothing came for " + Duration.ofNanos(limitNanos));
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(guard);
        closeSource();
    }

    private void closeSource() {
        try {
            source.close();
        } catch (IOException _) {
            // it is given up anyway
        }
    }
}
