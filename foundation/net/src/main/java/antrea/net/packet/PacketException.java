package antrea.net.packet;

/// Bytes that are no packet: truncated, or a header that contradicts itself. The only exception of the readers
/// here.
public final class PacketException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PacketException(String message) {
        super(message);
    }
}
