package antrea.net.packet;

import antrea.net.Bytes;

/// What a TCP header says besides the ports. `flags` are the low twelve bits of the fourth word's upper half.
public record TcpHeader(long sequence, long acknowledgement, int flags, int window, int urgent, Bytes options) {
    /// Throws [IllegalArgumentException] for options that do not fill whole words, or more than ten.
    public TcpHeader {
        if (options.length() % 4 != 0 || options.length() > 40 || (flags & ~0xfff) != 0) {
            throw new IllegalArgumentException("no such TCP header: flags " + flags + ", options " + options);
        }
    }

    public static TcpHeader of(int flags, long sequence, long acknowledgement) {
        return new TcpHeader(sequence, acknowledgement, flags, 65535, 0, Bytes.EMPTY);
    }
}
