package antrea.podnetwork.node;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Listens for the CNI plug-in: one connection a call, one frame each way. A frame is four bytes of length, most
/// significant first, and that many bytes of JSON.
final class CniServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CniServer.class.getName());
    /// In bytes; room for the largest configuration that the plug-in takes, 1 MiB, with all of it escaped.
    private static final int MAX_FRAME = 4 << 20;
    /// Accepting fails for as long as there is no file descriptor left.
    private static final Duration AFTER_FAILURE = Duration.ofMillis(200);

    private final Path path;
    private final CniCommands commands;
    private final ServerSocketChannel server;

    private CniServer(Path path, CniCommands commands, ServerSocketChannel server) {
        this.path = path;
        this.commands = commands;
        this.server = server;
    }

    /// Binds the socket, in the place of one that a dead agent left, and serves. Throws [UncheckedIOException].
    static CniServer start(Path path, CniCommands commands) {
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.deleteIfExists(path);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            CniServer out = new CniServer(path, commands, channel);
            Thread.ofVirtual().name("cni-server").start(out::accept);
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen for the CNI plug-in at " + path, e);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel call = server.accept();
                Thread.ofVirtual().name("cni-call").start(() -> serve(call));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Logger.Level.WARNING, "cannot accept a CNI call at {0}: {1}", path, e.getMessage());
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    private void serve(SocketChannel call) {
        try (call) {
            byte[] frame = read(call);
            write(call, answer(frame));
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "CNI call broken off: {0}", e.getMessage());
        }
    }

    /// One frame: its length in four bytes, then that many. Throws [IOException] for one that is too long or cut.
    static byte[] read(ReadableByteChannel call) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(4);
        fill(call, length);
        int bytes = length.getInt(0);
        if (bytes < 0 || bytes > MAX_FRAME) {
            throw new IOException("a frame of " + Integer.toUnsignedString(bytes) + " bytes");
        }
        ByteBuffer content = ByteBuffer.allocate(bytes);
        fill(call, content);
        return content.array();
    }

    private static void fill(ReadableByteChannel call, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (call.read(into) < 0) {
                throw new IOException("the plug-in closed after " + into.position() + " of " + into.limit() + " bytes");
            }
        }
    }

    private static void write(SocketChannel call, Json answer) throws IOException {
        byte[] content = JsonText.write(answer).getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .flip();
        while (out.hasRemaining()) {
            call.write(out);
        }
    }

    /// `{exit, output}`: what the plug-in prints, and the code it exits with.
    Json answer(byte[] frame) {
        long started = System.nanoTime();
        String version = CniVersion.V0_4_0.toString();
        try {
            CniRequest request = CniRequest.parse(frame);
            version = request.config().version().toString();
            Json output = commands.locks().alone(request.containerId(), () -> run(request));
            LOG.log(
                    Logger.Level.INFO,
                    "CNI {0} pod={1} container={2} millis={3}",
                    request.command(),
                    request.pod(),
                    request.containerId(),
                    (System.nanoTime() - started) / 1_000_000);
            return Json.Obj.EMPTY.with("exit", 0).with("output", output);
        } catch (CniError e) {
            LOG.log(
                    Logger.Level.WARNING,
                    "CNI call failed code={0}: {1}",
                    e.code().number(),
                    e.getMessage());
            return Json.Obj.EMPTY.with("exit", 1).with("output", e.toJson(version));
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "CNI call failed", e);
            CniError error = new CniError(CniError.Code.IO_FAILURE, "the agent failed: " + e, e);
            return Json.Obj.EMPTY.with("exit", 1).with("output", error.toJson(version));
        }
    }

    private Json run(CniRequest request) {
        return switch (request.command()) {
            case ADD -> commands.add(request).toJson(request.config().version());
            case CHECK -> {
                commands.check(request);
                yield Json.Null.INSTANCE;
            }
            case DEL -> {
                commands.delete(request);
                yield Json.Null.INSTANCE;
            }
        };
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "cannot close the CNI socket {0}: {1}", path, e.getMessage());
        }
    }
}
