package antrea.serve.http;

/// A running listener.
public interface Listener extends AutoCloseable {
    /// The port that was bound.
    int port();

    /// Stops accepting, ends what is open, frees the port.
    @Override
    void close();
}
