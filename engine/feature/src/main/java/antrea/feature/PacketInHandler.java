package antrea.feature;

import antrea.openflow.codec.PacketIn;

/// Takes the packets of one reason. The router calls it on a thread of its own per reason, at most 500 packets a
/// second with bursts of 1000; the rest is dropped and counted.
public interface PacketInHandler {
    PacketInReason reason();

    /// Turns the packet into a value for an inlet, or into one packet-out. May block shortly. What it throws is
    /// logged, and the next packet comes.
    void observe(PacketIn packet);
}
