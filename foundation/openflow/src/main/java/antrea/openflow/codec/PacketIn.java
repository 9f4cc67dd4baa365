package antrea.openflow.codec;

import antrea.net.Bytes;
import java.util.Optional;

/// A packet that the switch hands over (NXT_PACKET_IN2, or the plain OFPT_PACKET_IN without user data).
/// `fullLength` is the length before cutting. `metadata` holds in_port, registers, tunnel and conntrack fields,
/// each exact.
/// `continuation` is there when the packet waits for a [Message.Resume]: this whole message as it came, since a
/// part of it is private to the switch.
public record PacketIn(
        Bytes packet, int fullLength, Origin origin, Match metadata, Bytes userdata, Optional<Bytes> continuation)
        implements Message {

    /// The flow that sent it; `cookie` is all ones when there was none. `reason`: OpenFlow 1.5 section 7.4.1; 1 =
    /// action, 0 = miss.
    public record Origin(int table, long cookie, int reason) {}

    /// The OpenFlow port the packet came in by; [Ports#CONTROLLER] when the metadata does not say.
    public int inPort() {
        return metadata.get(OxmField.IN_PORT)
                .map(field -> (int) field.value().low())
                .orElse(Ports.CONTROLLER);
    }

    /// What lets this packet go on; empty when it does not wait.
    public Optional<Message.Resume> resume() {
        return continuation.map(Message.Resume::new);
    }
}
