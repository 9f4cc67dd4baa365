package antrea.cni;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Answers every connection with the same bytes and keeps the requests.
final class FrameServer implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final byte[] answer;
    private final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();

    FrameServer(Path socket, byte[] answer) throws IOException {
        this.answer = answer.clone();
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::serve);
    }

    static byte[] frame(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private void serve() {
        try {
            while (true) {
                try (SocketChannel connection = listener.accept()) {
                    ByteBuffer head = read(connection, 4);
                    requests.add(read(connection, head.getInt(0)).array());
                    connection.write(ByteBuffer.wrap(answer));
                }
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private static ByteBuffer read(SocketChannel connection, int length) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(length);
        while (out.hasRemaining()) {
            if (connection.read(out) < 0) {
                throw new IOException("request is cut off");
            }
        }
        return out;
    }

    Json.Obj request() throws InterruptedException {
        byte[] bytes = Objects.requireNonNull(requests.poll(10, TimeUnit.SECONDS), "no request came");
        return JsonText.read(bytes).asObject("request");
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
