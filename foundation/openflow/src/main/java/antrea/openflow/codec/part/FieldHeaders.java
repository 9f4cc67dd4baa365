package antrea.openflow.codec.part;

import antrea.openflow.codec.OxmField;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Finds fields by their wire header. The switch answers with the older Nicira numbers (NXM) in places where they
/// exist, most of all in learn actions. Source: ovs-fields(7).
public final class FieldHeaders {
    /// OXM class of the 64-bit registers, each two of the 32-bit ones; Open vSwitch reports registers so in 1.5.
    static final int PACKET_REGISTERS = 0x8001;

    /// OpenFlow 1.5 packet type; (0,0), Ethernet, goes without saying.
    static final int PACKET_TYPE = header(0x8000, 44, 4);

    private static final Map<Integer, OxmField> BY_HEADER = byHeader();

    private FieldHeaders() {}

    public static int header(int oxmClass, int number, int length) {
        return oxmClass << 16 | number << 9 | length;
    }

    /// The field of this header, whose mask bit is ignored.
    public static Optional<OxmField> find(int header) {
        boolean masked = (header & 0x100) != 0;
        int length = header & 0xff;
        return Optional.ofNullable(BY_HEADER.get(header & ~0x1ff | (masked ? length / 2 : length)));
    }

    private static Map<Integer, OxmField> byHeader() {
        Map<Integer, OxmField> out = new HashMap<>();
        for (OxmField field : OxmField.values()) {
            out.put(field.header(), field);
        }
        OxmField[] first = {OxmField.ETH_DST, OxmField.ETH_SRC, OxmField.ETH_TYPE};
        for (int i = 0; i < first.length; i++) {
            out.put(header(0, 1 + i, first[i].bytes()), first[i]);
        }
        OxmField[] fromProtocol = {
            OxmField.IP_PROTO,
            OxmField.IPV4_SRC,
            OxmField.IPV4_DST,
            OxmField.TCP_SRC,
            OxmField.TCP_DST,
            OxmField.UDP_SRC,
            OxmField.UDP_DST,
            OxmField.ICMPV4_TYPE,
            OxmField.ICMPV4_CODE,
            OxmField.ARP_OP,
            OxmField.ARP_SPA,
            OxmField.ARP_TPA
        };
        for (int i = 0; i < fromProtocol.length; i++) {
            out.put(header(0, 6 + i, fromProtocol[i].bytes()), fromProtocol[i]);
        }
        OxmField[] second = {
            OxmField.TUN_ID,
            OxmField.ARP_SHA,
            OxmField.ARP_THA,
            OxmField.IPV6_SRC,
            OxmField.IPV6_DST,
            OxmField.ICMPV6_TYPE,
            OxmField.ICMPV6_CODE,
            OxmField.ND_TARGET
        };
        for (int i = 0; i < second.length; i++) {
            out.put(header(1, 16 + i, second[i].bytes()), second[i]);
        }
        out.put(header(1, 34, 2), OxmField.TCP_FLAGS);
        return Map.copyOf(out);
    }
}
