package antrea.agent;

import antrea.bridge.SessionPort;
import antrea.feature.PacketOutPort;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;

/// Packets of features go out over the session.
record SwitchPackets(SessionPort port) implements PacketOutPort {
    @Override
    public void send(PacketOut packet) {
        port.send(packet);
    }

    @Override
    public void resume(PacketIn packet) {
        port.send(new Message.Resume(
                packet.continuation().orElseThrow(() -> new IllegalArgumentException("this packet was not paused"))));
    }
}
