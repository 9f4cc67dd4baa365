package antrea.ovsdb.testing;

import antrea.ovsdb.JsonFramer;
import antrea.ovsdb.MonitoredTable;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server that says what the test tells it: it takes one connection at a time and hands over each request.
public final class FakeOvsdbServer implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final BlockingQueue<Json.Obj> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<SocketChannel> connections = new LinkedBlockingQueue<>();

    public FakeOvsdbServer(Path socket) throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel connection = listener.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> read(connection));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private void read(SocketChannel connection) {
        JsonFramer framer = new JsonFramer(1 << 20);
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        try {
            while (connection.read(buffer.clear()) >= 0) {
                for (byte[] message : framer.feed(buffer.flip())) {
                    requests.add(JsonText.read(message).asObject("request"));
                }
            }
        } catch (IOException _) {
            // the other side is gone
        }
    }

    public SocketChannel nextConnection() throws InterruptedException {
        return java.util.Objects.requireNonNull(connections.poll(10, TimeUnit.SECONDS), "no connection came");
    }

    public Json.Obj nextRequest() throws InterruptedException {
        return java.util.Objects.requireNonNull(requests.poll(10, TimeUnit.SECONDS), "no request came");
    }

    public static void send(SocketChannel connection, String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                connection.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void answer(SocketChannel connection, Json.Obj request, String result) {
        send(connection, "{\"id\":" + request.need("id") + ",\"error\":null,\"result\":" + result + "}");
    }

    public static void update(SocketChannel connection, String tableUpdates) {
        send(connection, "{\"id\":null,\"method\":\"update\",\"params\":[\"replica\"," + tableUpdates + "]}");
    }

    /// Answers the monitor request that opens each connection.
    public SocketChannel acceptWith(String content) throws InterruptedException {
        SocketChannel connection = nextConnection();
        Json.Obj request = nextRequest();
        if (!request.text("method").equals("monitor")) {
            throw new AssertionError("expected a monitor request: " + request);
        }
        answer(connection, request, content);
        return connection;
    }

    public static List<MonitoredTable> monitored() {
        return List.of(MonitoredTable.of("Port", "name"));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
