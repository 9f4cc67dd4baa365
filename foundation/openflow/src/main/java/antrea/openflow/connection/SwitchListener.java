package antrea.openflow.connection;

import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.PacketIn;

/// Hears what the switch says unasked. Each kind of call comes one after the other, on threads that belong to the
/// connection: [#onConnected] and [#onDisconnected] on one, the others on another one. They may take their time
/// and may send requests; while they do, packets wait in a queue of limited length and are then dropped.
public interface SwitchListener {
    /// A new session stands. Whatever the switch held may be gone: this is the moment to replay.
    default void onConnected(OpenFlowSession session) {}

    /// The session is over, for this reason. The next one is being tried already.
    default void onDisconnected(String reason) {}

    default void onPacketIn(PacketIn packet) {}

    default void onPortStatus(Message.PortStatus status) {}

    /// The switch refused a message for whose answer nobody waits, such as a packet-out.
    default void onError(ErrorMessage error) {}
}
