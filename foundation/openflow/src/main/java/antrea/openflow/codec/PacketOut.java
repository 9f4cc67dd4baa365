package antrea.openflow.codec;

import antrea.net.Bytes;
import java.util.List;

/// Sends a packet through the switch as if it had come in with this metadata, which names the in_port and may set
/// registers and tunnel fields, each exact (OpenFlow 1.5 section 7.3.6).
public record PacketOut(Match metadata, List<Action> actions, Bytes packet) implements Message {
    public PacketOut {
        actions = List.copyOf(actions);
    }

    /// From `inPort` (a number or one of [Ports]), with nothing else set.
    public static PacketOut from(int inPort, List<Action> actions, Bytes packet) {
        Match metadata = Match.of(FieldMatch.exact(OxmField.IN_PORT, inPort & 0xffffffffL));
        return new PacketOut(metadata, actions, packet);
    }
}
