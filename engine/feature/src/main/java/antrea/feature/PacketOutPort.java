package antrea.feature;

import antrea.net.Bytes;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import java.util.function.Consumer;

/// The way of packets from a feature into the switch. Any thread.
public interface PacketOutPort {
    /// Sends and does not wait. While the switch is away the packet is dropped, as packets are.
    void send(PacketOut packet);

    /// Lets a paused packet go on behind the controller action that paused it. Throws [IllegalArgumentException]
    /// when it was not paused.
    void resume(PacketIn packet);

    /// The port over a session: `send` takes packet-outs and resumes, and drops them when no session stands.
    static PacketOutPort over(Consumer<? super Message> send) {
        return new PacketOutPort() {
            @Override
            public void send(PacketOut packet) {
                send.accept(packet);
            }

            @Override
            public void resume(PacketIn packet) {
                Bytes continuation = packet.continuation()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "packet was not paused; its flow needs controller(pause): " + packet.origin()));
                send.accept(new Message.Resume(continuation));
            }
        };
    }
}
