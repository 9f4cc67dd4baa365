package antrea.pipeline.trace;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.U128;
import antrea.net.packet.EthernetFrame;
import antrea.openflow.codec.OxmField;
import org.jspecify.annotations.Nullable;

/// A packet inside the switch: its fields, and what the datapath remembers of the connection tracker.
final class PacketState {
    final long[] slots;
    final EthernetFrame frame;

    /// What the datapath knows of the connection even where flows no longer see it.
    int trackedState;
    int trackedZone;

    @Nullable
    Connection cached;

    boolean cachedReply;

    /// What an ICMP error quotes, once translation has changed it.
    @Nullable
    ConnectionTuple quoted;

    private PacketState(long[] slots, EthernetFrame frame) {
        this.slots = slots;
        this.frame = frame;
    }

    static PacketState of(Arrival arrival) {
        PacketState out = new PacketState(new long[Slots.COUNT], arrival.frame());
        FrameFields.load(arrival, out);
        return out;
    }

    PacketState copy() {
        PacketState out = new PacketState(slots.clone(), frame);
        out.trackedState = trackedState;
        out.trackedZone = trackedZone;
        out.cached = cached;
        out.cachedReply = cachedReply;
        out.quoted = quoted;
        return out;
    }

    long get(OxmField field) {
        return slots[Slots.low(field)];
    }

    void set(OxmField field, long value) {
        slots[Slots.low(field)] = value;
    }

    U128 wide(OxmField field) {
        return Slots.get(slots, field);
    }

    void setWide(OxmField field, U128 value) {
        Slots.set(slots, field, value, U128.mask(0, field.bits()));
    }

    boolean isIp() {
        long type = get(OxmField.ETH_TYPE);
        return type == IpFamily.V4.etherType() || type == IpFamily.V6.etherType();
    }

    IpFamily family() {
        return get(OxmField.ETH_TYPE) == IpFamily.V6.etherType() ? IpFamily.V6 : IpFamily.V4;
    }

    IpAddress ipSource() {
        return family() == IpFamily.V4
                ? IpAddress.of(IpFamily.V4, U128.of(get(OxmField.IPV4_SRC)))
                : IpAddress.of(IpFamily.V6, wide(OxmField.IPV6_SRC));
    }

    IpAddress ipDestination() {
        return family() == IpFamily.V4
                ? IpAddress.of(IpFamily.V4, U128.of(get(OxmField.IPV4_DST)))
                : IpAddress.of(IpFamily.V6, wide(OxmField.IPV6_DST));
    }

    void setIpSource(IpAddress address) {
        setWide(address.isV4() ? OxmField.IPV4_SRC : OxmField.IPV6_SRC, address.value());
    }

    void setIpDestination(IpAddress address) {
        setWide(address.isV4() ? OxmField.IPV4_DST : OxmField.IPV6_DST, address.value());
    }

    /// Flows see connection fields only behind the look-up that set them.
    void clearConntrack() {
        set(OxmField.CT_STATE, 0);
        set(OxmField.CT_ZONE, 0);
        set(OxmField.CT_MARK, 0);
        setWide(OxmField.CT_LABEL, U128.ZERO);
        set(OxmField.CT_NW_SRC, 0);
        set(OxmField.CT_NW_DST, 0);
        setWide(OxmField.CT_IPV6_SRC, U128.ZERO);
        setWide(OxmField.CT_IPV6_DST, U128.ZERO);
    }
}
