package antrea.pipeline.trace;

import antrea.net.packet.EthernetFrame;
import java.util.Optional;

/// A packet on its way into the switch. `mark` is the mark of the host's packet (pkt_mark).
public record Arrival(int inPort, EthernetFrame frame, Optional<Tunnel> tunnel, int mark) {
    public static Arrival at(int inPort, EthernetFrame frame) {
        return new Arrival(inPort, frame, Optional.empty(), 0);
    }

    public Arrival through(Tunnel outer) {
        return new Arrival(inPort, frame, Optional.of(outer), mark);
    }

    public Arrival marked(int packetMark) {
        return new Arrival(inPort, frame, tunnel, packetMark);
    }
}
