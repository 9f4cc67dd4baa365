package antrea.kube.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// One request that reached the fake server, and the ways to answer it, the bad ones too.
public final class Exchange {
    private final String method;
    private final String target;
    private final Map<String, String> headers;
    private final String body;
    private final Socket socket;
    private boolean keepAlive;

    Exchange(String requestLine, Map<String, String> headers, String body, Socket socket) {
        String[] words = requestLine.split(" ");
        this.method = words[0];
        this.target = words[1];
        this.headers = headers;
        this.body = body;
        this.socket = socket;
    }

    public String method() {
        return method;
    }

    public String path() {
        return target.replaceAll("\\?.*", "");
    }

    /// A query parameter, empty when it is absent.
    public String query(String name) {
        Map<String, String> out = new TreeMap<>();
        if (target.contains("?")) {
            for (String part : target.substring(target.indexOf('?') + 1).split("&")) {
                String[] pair = part.split("=", 2);
                out.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
        }
        return out.getOrDefault(name, "");
    }

    public boolean isWatch() {
        return query("watch").equals("true");
    }

    /// A header by its lower-case name, empty when it is absent.
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    public String body() {
        return body;
    }

    /// A whole answer; the connection stays open for the next request.
    public void answer(int code, String json, String... moreHeaders) {
        byte[] content = json.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + code + " X\r\nContent-Type: application/json\r\n");
        for (String header : moreHeaders) {
            head.append(header).append("\r\n");
        }
        head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
        write(head.toString().getBytes(StandardCharsets.UTF_8));
        write(content);
        keepAlive = true;
    }

    public void fail(int code, String reason, String message) {
        answer(code, status(code, reason, message));
    }

    public static String status(int code, String reason, String message) {
        return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\""
                + message + "\",\"reason\":\"" + reason + "\",\"code\":" + code + "}";
    }

    /// Begins a chunked answer, as watches are.
    public Exchange stream() {
        write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// One chunk.
    public Exchange send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public Exchange send(byte[] content) {
        write((Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        write(content);
        write("\r\n".getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public Exchange event(String type, String object) {
        return send("{\"type\":\"" + type + "\",\"object\":" + object + "}\n");
    }

    /// Ends a chunked answer in good order.
    public void end() {
        write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        keepAlive = true;
    }

    /// Cuts the connection.
    public void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Says nothing more and waits until the other side gives up.
    public void hang() {
        try {
            while (socket.getInputStream().read() >= 0) {
                // nothing is expected
            }
        } catch (IOException _) {
            // given up
        }
    }

    /// Says nothing for that long, in which the other side must not give up.
    public Exchange silentFor(Duration gap) {
        try {
            socket.setSoTimeout(Math.toIntExact(gap.toMillis()));
            int next = socket.getInputStream().read();
            throw new IOException(next < 0 ? "given up within " + gap : "another request within " + gap);
        } catch (SocketTimeoutException _) {
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            waitForEver();
        }
    }

    private void waitForEver() {
        try {
            socket.setSoTimeout(0);
        } catch (IOException _) {
            // the other side went away
        }
    }

    boolean keepAlive() {
        return keepAlive;
    }

    private void write(byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
