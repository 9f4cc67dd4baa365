package antrea.feature;

import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;

/// The way of packets from a feature into the switch. Any thread.
public interface PacketOutPort {
    /// Sends and does not wait. While the switch is away the packet is dropped, as packets are.
    void send(PacketOut packet);

    /// Lets a paused packet go on behind the controller action that paused it. Throws [IllegalArgumentException] when
    /// it was not paused.
    void resume(PacketIn packet);
}
