package antrea.linux.syscall;

import java.util.concurrent.atomic.AtomicBoolean;

/// An open descriptor of this process, closed once.
public final class FileDescriptor implements AutoCloseable {
    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();

    FileDescriptor(int number) {
        this.number = number;
    }

    /// The number; throws [IllegalStateException] after [#close], when the kernel may have given it to another
    /// file.
    public int number() {
        if (closed.get()) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Syscalls.close(number);
        }
    }
}
