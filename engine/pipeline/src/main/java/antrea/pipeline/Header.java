package antrea.pipeline;

import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.OxmField;
import java.util.Arrays;
import java.util.List;

/// Parts of a packet and its conntrack entry that are no registers, named once for both address families.
public enum Header implements FieldSet {
    IN_PORT(OxmField.IN_PORT),
    ETH_SRC(OxmField.ETH_SRC),
    ETH_DST(OxmField.ETH_DST),
    VLAN(OxmField.VLAN_VID, OxmField.VLAN_PCP),
    IP_SRC(OxmField.IPV4_SRC, OxmField.IPV6_SRC),
    IP_DST(OxmField.IPV4_DST, OxmField.IPV6_DST),
    IP_TTL(OxmField.IP_TTL),
    IP_DSCP(OxmField.IP_DSCP),
    L4_SRC(OxmField.TCP_SRC, OxmField.UDP_SRC, OxmField.SCTP_SRC),
    L4_DST(OxmField.TCP_DST, OxmField.UDP_DST, OxmField.SCTP_DST),
    TCP_FLAGS(OxmField.TCP_FLAGS),
    ICMP(OxmField.ICMPV4_TYPE, OxmField.ICMPV4_CODE, OxmField.ICMPV6_TYPE, OxmField.ICMPV6_CODE),
    ND(OxmField.ND_TARGET),
    ARP(OxmField.ARP_OP, OxmField.ARP_SPA, OxmField.ARP_TPA, OxmField.ARP_SHA, OxmField.ARP_THA),
    CT_STATE(OxmField.CT_STATE),
    CT_ZONE(OxmField.CT_ZONE),
    CT_NW_SRC(OxmField.CT_NW_SRC, OxmField.CT_IPV6_SRC),
    CT_NW_DST(OxmField.CT_NW_DST, OxmField.CT_IPV6_DST),
    CONJ_ID(OxmField.CONJ_ID),
    TUN_SRC(OxmField.TUN_SRC, OxmField.TUN_IPV6_SRC),
    TUN_DST(OxmField.TUN_DST, OxmField.TUN_IPV6_DST),
    TUN_ID(OxmField.TUN_ID),
    PKT_MARK(OxmField.PKT_MARK);

    private final List<BitRange> bits;

    Header(OxmField... fields) {
        this.bits = Arrays.stream(fields).map(BitRange::whole).toList();
    }

    @Override
    public List<BitRange> bits() {
        return bits;
    }
}
