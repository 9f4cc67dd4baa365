package antrea.linux.netlink;

/// Bytes that are no netlink message of the expected kind. The only exception that decoders throw.
public final class NetlinkFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NetlinkFormatException(String message) {
        super(message);
    }
}
