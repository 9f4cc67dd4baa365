package antrea.pipeline.trace;

import antrea.net.U128;

/// A committed connection in one zone.
public final class Connection {
    /// Translation of the first direction.
    enum Translation {
        NONE,
        SOURCE,
        DESTINATION;

        Translation reverse() {
            return switch (this) {
                case NONE -> NONE;
                case SOURCE -> DESTINATION;
                case DESTINATION -> SOURCE;
            };
        }
    }

    /// States of one end of a TCP connection, in the order in which they follow.
    private enum Peer {
        CLOSED,
        SYN_SENT,
        ESTABLISHED,
        CLOSING,
        FIN_WAIT_2,
        TIME_WAIT
    }

    /// What a packet of a known connection is.
    enum Update {
        NEW,
        ESTABLISHED,
        INVALID,
        /// A connection begins anew on the same addresses and ports.
        RESTARTED
    }

    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int PSH = 8;
    private static final int ACK = 0x10;
    private static final int URG = 0x20;

    private final int zone;
    private final ConnectionTuple original;
    private final ConnectionTuple reply;
    private final Translation translation;
    private final Peer[] peers = {Peer.SYN_SENT, Peer.CLOSED};
    private boolean replied;
    private int mark;
    private U128 label = U128.ZERO;

    Connection(int zone, ConnectionTuple original, ConnectionTuple reply, Translation translation) {
        this.zone = zone;
        this.original = original;
        this.reply = reply;
        this.translation = translation;
    }

    public int zone() {
        return zone;
    }

    /// As the first packet came.
    public ConnectionTuple original() {
        return original;
    }

    /// As replies come; differs from the reverse of [#original] by the translation.
    public ConnectionTuple reply() {
        return reply;
    }

    public int mark() {
        return mark;
    }

    public U128 label() {
        return label;
    }

    Translation translation() {
        return translation;
    }

    void setMark(int value) {
        mark = value;
    }

    void setLabel(U128 value) {
        label = value;
    }

    /// Takes one more packet into account. `tcpFlags` counts for TCP only.
    Update update(boolean isReply, boolean tcp, int tcpFlags) {
        if (!tcp) {
            replied |= isReply;
            return replied ? Update.ESTABLISHED : Update.NEW;
        }
        if (!areValid(tcpFlags)) {
            return Update.INVALID;
        }
        int from = isReply ? 1 : 0;
        int to = 1 - from;
        if ((tcpFlags & (SYN | ACK)) == SYN) {
            if (isBehind(from, Peer.FIN_WAIT_2) && isBehind(to, Peer.FIN_WAIT_2)) {
                return Update.RESTARTED;
            }
            if (!isBehind(from, Peer.ESTABLISHED)) {
                peers[from] = Peer.SYN_SENT;
                return Update.NEW;
            }
        }
        advance(from, to, tcpFlags);
        return Update.ESTABLISHED;
    }

    private void advance(int from, int to, int flags) {
        if (peers[from] == Peer.CLOSED) {
            peers[from] = Peer.SYN_SENT;
        }
        if ((flags & FIN) != 0 && !isBehind(from, Peer.CLOSING)) {
            peers[from] = Peer.CLOSING;
        }
        if ((flags & ACK) != 0) {
            if (peers[to] == Peer.SYN_SENT) {
                peers[to] = Peer.ESTABLISHED;
            } else if (peers[to] == Peer.CLOSING) {
                peers[to] = Peer.FIN_WAIT_2;
            }
        }
        if ((flags & RST) != 0) {
            peers[from] = Peer.TIME_WAIT;
            peers[to] = Peer.TIME_WAIT;
        }
    }

    private boolean isBehind(int peer, Peer state) {
        return peers[peer].compareTo(state) >= 0;
    }

    /// No connection sends such flags: SYN with FIN or RST; neither SYN, ACK nor RST; FIN, PSH or URG without ACK.
    static boolean areValid(int flags) {
        boolean contradicts = (flags & SYN) != 0 ? (flags & (RST | FIN)) != 0 : (flags & (ACK | RST)) == 0;
        boolean early = (flags & ACK) == 0 && (flags & (FIN | PSH | URG)) != 0;
        return !contradicts && !early;
    }

    @Override
    public String toString() {
        return "zone " + zone + " " + original + " mark " + mark + " label " + label;
    }
}
