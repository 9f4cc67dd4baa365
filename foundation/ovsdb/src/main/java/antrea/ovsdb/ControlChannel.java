package antrea.ovsdb;

import antrea.ovsdb.OvsdbException.Reason;
import antrea.runtime.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Commands to a running OVS daemon over its control socket: what `ovs-appctl` says (ovs-appctl(8)), which is
/// JSON-RPC as the database speaks it. Each call is a connection of its own.
public final class ControlChannel {
    private ControlChannel() {}

    /// Runs the command and returns its text, each line ended. Throws [OvsdbException] with the daemon's words when it
    // refuses.
    public static String call(Path socket, Duration timeout, String command, List<String> arguments) {
        StringBuilder text = new StringBuilder();
        lines(socket, timeout, command, arguments, line -> text.append(line).append('\n'));
        return text.toString();
    }

    /// Runs the command and hands out the lines of its text as they arrive, on the calling thread. Throws as above;
    /// lines may have been handed out by then.
    public static void lines(
            Path socket, Duration timeout, String command, List<String> arguments, Consumer<String> lines) {
        String error;
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            CompletableFuture<Void> deadline = closedAfter(timeout, channel);
            try {
                error = exchange(channel, command, arguments, lines);
            } finally {
                deadline.cancel(false);
            }
        } catch (ClosedChannelException e) {
            throw new OvsdbException(
                    Reason.TIMED_OUT, command + " at " + socket + ": no answer in " + timeout.toMillis() + " ms", e);
        } catch (IOException e) {
            throw new OvsdbException(
                    Reason.DISCONNECTED, command + " at " + socket + "; is the daemon running? " + e.getMessage(), e);
        }
        if (!error.equals("null")) {
            throw new OvsdbException(Reason.REFUSED, command + " was refused: " + error);
        }
    }

    private static String exchange(
            SocketChannel channel, String command, List<String> arguments, Consumer<String> lines) throws IOException {
        Json request = Json.of(Map.of("id", Json.of(0), "method", Json.of(command), "params", Json.ofTexts(arguments)));
        ByteBuffer bytes = ByteBuffer.wrap(request.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return LineAnswer.read(new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)), lines);
    }

    private static CompletableFuture<Void> closedAfter(Duration timeout, SocketChannel channel) {
        Executor later = CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> close(channel), later);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new OvsdbException(Reason.DISCONNECTED, "the control connection does not close", e);
        }
    }
}
