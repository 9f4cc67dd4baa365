package antrea.linux.syscall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import antrea.linux.Errno;
import antrea.linux.LinuxException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/// The system calls that the JDK does not offer, in Java types. A wrong layout here kills the process, so nothing
/// else touches native memory. Every method throws [LinuxException] with errno and with `doing` in its message; an
/// interrupted call is repeated.
@SuppressWarnings("restricted") // native access is what this class is for
public final class Syscalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            variadic("open", 2, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle SOCKET =
            handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDTO = handle(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECV =
            handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SETNS = handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL =
            variadic("ioctl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));

    private static final int O_CLOEXEC = 0x80000;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final long SIOCETHTOOL = 0x8946;
    /// `struct ifreq`: 16 bytes of name, then a union of which the first 8 bytes hold the data pointer.
    private static final int IFREQ_BYTES = 40;

    private static final int IFREQ_NAME_BYTES = 16;

    /// A native call that leaves errno in `state`; negative means failed.
    private interface NativeCall {
        @SuppressWarnings("checkstyle:IllegalThrows")
        long call(Arena arena, MemorySegment state) throws Throwable;
    }

    private Syscalls() {}

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, int firstVariadic, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                descriptor,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(firstVariadic));
    }

    private static long checked(String doing, NativeCall call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            while (true) {
                long result = call.call(arena, state);
                if (result >= 0) {
                    return result;
                }
                int errno = (int) ERRNO.get(state, 0L);
                if (errno != Errno.EINTR) {
                    throw new LinuxException(doing, errno);
                }
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a native call throws nothing checked", e);
        }
    }

    /// open(2) with O_CLOEXEC; `mode` is for files that are created.
    public static FileDescriptor open(String doing, String path, int flags, int mode) {
        return new FileDescriptor((int) checked(
                doing, (arena, s) -> (int) OPEN.invokeExact(s, arena.allocateFrom(path), flags | O_CLOEXEC, mode)));
    }

    static void close(int fd) {
        checked("close of descriptor " + fd, (_, s) -> (int) CLOSE.invokeExact(s, fd));
    }

    /// read(2): at most `limit` bytes, fewer or none at the end.
    public static byte[] read(String doing, FileDescriptor fd, int limit) {
        byte[] out = new byte[limit];
        int length = (int) checked(doing, (arena, s) -> {
            MemorySegment buffer = arena.allocate(limit);
            long n = (long) READ.invokeExact(s, fd.number(), buffer, (long) limit);
            MemorySegment.copy(buffer, JAVA_BYTE, 0, out, 0, (int) Math.max(n, 0));
            return n;
        });
        return java.util.Arrays.copyOf(out, length);
    }

    /// write(2) of all bytes in one call, as files of procfs need it.
    public static void write(String doing, FileDescriptor fd, byte[] bytes) {
        checked(doing, (arena, s) -> (long) WRITE.invokeExact(s, fd.number(), copy(arena, bytes), (long) bytes.length));
    }

    /// socket(2) with SOCK_CLOEXEC.
    public static FileDescriptor socket(String doing, int domain, int type, int protocol) {
        return new FileDescriptor(
                (int) checked(doing, (_, s) -> (int) SOCKET.invokeExact(s, domain, type | SOCK_CLOEXEC, protocol)));
    }

    /// bind(2).
    public static void bind(String doing, FileDescriptor fd, byte[] address) {
        checked(doing, (arena, s) -> (int) BIND.invokeExact(s, fd.number(), copy(arena, address), address.length));
    }

    /// setsockopt(2).
    public static void setOption(String doing, FileDescriptor fd, int level, int name, byte[] value) {
        checked(doing, (arena, s) ->
                (int) SETSOCKOPT.invokeExact(s, fd.number(), level, name, copy(arena, value), value.length));
    }

    /// sendto(2) of one message; an empty `address` means the connected or default peer.
    public static void send(String doing, FileDescriptor fd, byte[] message, byte[] address) {
        checked(doing, (arena, s) -> {
            MemorySegment to = address.length == 0 ? MemorySegment.NULL : copy(arena, address);
            return (long) SENDTO.invokeExact(
                    s, fd.number(), copy(arena, message), (long) message.length, 0, to, address.length);
        });
    }

    /// recv(2) of one message of at most `limit` bytes, blocking up to the socket's time-out (then EAGAIN).
    public static byte[] receive(String doing, FileDescriptor fd, int limit) {
        byte[] out = new byte[limit];
        int length = (int) checked(doing, (arena, s) -> {
            MemorySegment buffer = arena.allocate(limit);
            long n = (long) RECV.invokeExact(s, fd.number(), buffer, (long) limit, 0);
            MemorySegment.copy(buffer, JAVA_BYTE, 0, out, 0, (int) Math.max(n, 0));
            return n;
        });
        return java.util.Arrays.copyOf(out, length);
    }

    /// setns(2): moves the calling platform thread into the network namespace. Only [antrea.linux.netns] may call
    /// it.
    public static void setNetworkNamespace(String doing, FileDescriptor namespace) {
        checked(doing, (_, s) -> (int) SETNS.invokeExact(s, namespace.number(), CLONE_NEWNET));
    }

    /// ioctl(2) SIOCETHTOOL with a command structure (linux/ethtool.h), returned as the kernel left it.
    public static byte[] ethtool(String doing, FileDescriptor socket, String device, byte[] command) {
        byte[] name = device.getBytes(StandardCharsets.UTF_8);
        if (name.length >= IFREQ_NAME_BYTES) {
            throw new LinuxException(doing, Errno.EINVAL, "device names have at most 15 bytes: " + device);
        }
        byte[] out = command.clone();
        checked(doing, (arena, s) -> {
            MemorySegment data = copy(arena, command);
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            MemorySegment.copy(name, 0, request, JAVA_BYTE, 0, name.length);
            request.set(ADDRESS, IFREQ_NAME_BYTES, data);
            int result = (int) IOCTL.invokeExact(s, socket.number(), SIOCETHTOOL, request);
            MemorySegment.copy(data, JAVA_BYTE, 0, out, 0, out.length);
            return result;
        });
        return out;
    }

    private static MemorySegment copy(Arena arena, byte[] bytes) {
        MemorySegment out = arena.allocate(Math.max(1, bytes.length), 8);
        MemorySegment.copy(bytes, 0, out, JAVA_BYTE, 0, bytes.length);
        return out;
    }
}
