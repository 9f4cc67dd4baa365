package antrea.pipeline.trace;

import antrea.net.Bytes;

/// One thing that became of a packet.
public sealed interface Outcome {
    /// It left by a port: a number, or `Ports.NORMAL` for the learning switch.
    record Sent(int port, PacketView packet) implements Outcome {}

    /// It went to the controller. `paused` packets wait for the controller to let them go on.
    record ToController(int table, Bytes userdata, boolean paused, PacketView packet) implements Outcome {}

    /// Nothing else became of it. `table` is where the last flow stood that took it.
    record Dropped(int table, DropReason reason) implements Outcome {}
}
