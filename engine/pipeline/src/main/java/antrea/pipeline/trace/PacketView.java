package antrea.pipeline.trace;

import antrea.net.U128;
import antrea.net.packet.EthernetFrame;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Field;

/// A packet at one moment of its way: headers and registers, read only.
public final class PacketView {
    private final PacketState state;

    PacketView(PacketState state) {
        this.state = state;
    }

    /// The value of a field, zero where the packet has none.
    public U128 get(OxmField field) {
        return state.wide(field);
    }

    public U128 get(BitRange range) {
        return Slots.get(state.slots, range);
    }

    public U128 get(Field field) {
        return get(field.range());
    }

    /// The packet as it would stand on the wire now.
    public EthernetFrame frame() {
        return FrameFields.frameOf(state);
    }

    @Override
    public String toString() {
        return frame().toString();
    }
}
