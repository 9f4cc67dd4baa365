package antrea.serve.http;

/// Where to listen. Host "" means all addresses of both families; port 0 any free port.
public record ListenerAddress(String host, int port) {
    public ListenerAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }
}
