package antrea.kube.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// An HTTP/1.1 server on the loopback that answers request after request as it was told beforehand, over raw
/// sockets, so that it can also misbehave. Requests beyond the script hang.
public final class FakeApiServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Queue<Consumer<Exchange>> script = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public FakeApiServer() {
        this("127.0.0.1", 0);
    }

    public FakeApiServer(String address, int port) {
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /// What to do with the next request that has no answer yet.
    public FakeApiServer then(Consumer<Exchange> answer) {
        script.add(answer);
        return this;
    }

    /// Requests so far, as `GET /path?query`.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /// How many connections were made so far.
    public int connections() {
        return sockets.size();
    }

    public int port() {
        return listener.getLocalPort();
    }

    public URI uri() {
        String host = listener.getInetAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true); // as Go has it
                sockets.add(socket);
                if (listener.isClosed()) {
                    socket.close();
                }
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean open = true;
            while (open) {
                Exchange exchange = read(in, socket);
                requests.add(exchange.toString());
                Consumer<Exchange> answer = script.poll();
                if (answer == null) {
                    exchange.hang();
                    return;
                }
                answer.accept(exchange);
                open = exchange.keepAlive();
            }
        } catch (IOException | UncheckedIOException _) {
            // the other side went away
        }
    }

    private static Exchange read(InputStream in, Socket socket) throws IOException {
        String requestLine = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Exchange(requestLine, headers, body, socket);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed");
            }
            if (b != '\r') {
                out.write(b);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Cuts every connection and stops listening.
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
