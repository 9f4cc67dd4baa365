package antrea.openflow.codec.text;

import antrea.openflow.codec.OxmField;
import java.util.Locale;

/// How values of a field are written. Source: ovs-fields(7).
enum FieldStyle {
    HEXADECIMAL,
    DECIMAL,
    IPV4,
    IPV6,
    ETHERNET,
    PORT,
    CT_STATE,
    TCP_FLAGS;

    static FieldStyle of(OxmField field) {
        return switch (field) {
            case IN_PORT -> PORT;
            case CT_STATE -> CT_STATE;
            case TCP_FLAGS -> TCP_FLAGS;
            case TUN_SRC, TUN_DST, IPV4_SRC, IPV4_DST, CT_NW_SRC, CT_NW_DST, ARP_SPA, ARP_TPA -> IPV4;
            case TUN_IPV6_SRC, TUN_IPV6_DST, IPV6_SRC, IPV6_DST, CT_IPV6_SRC, CT_IPV6_DST, ND_TARGET -> IPV6;
            case ETH_DST, ETH_SRC, ARP_SHA, ARP_THA -> ETHERNET;
            case METADATA, TUN_ID, PKT_MARK, CT_ZONE, CT_MARK, CT_LABEL, ETH_TYPE -> HEXADECIMAL;
            case REG0, REG1, REG2, REG3, REG4, REG5, REG6, REG7 -> HEXADECIMAL;
            case REG8, REG9, REG10, REG11, REG12, REG13, REG14, REG15 -> HEXADECIMAL;
            case XXREG0, XXREG1, XXREG2, XXREG3 -> HEXADECIMAL;
            case CONJ_ID, VLAN_VID, VLAN_PCP, IP_DSCP, IP_PROTO, IP_TTL, ARP_OP -> DECIMAL;
            case TCP_SRC, TCP_DST, UDP_SRC, UDP_DST, SCTP_SRC, SCTP_DST -> DECIMAL;
            case ICMPV4_TYPE, ICMPV4_CODE, ICMPV6_TYPE, ICMPV6_CODE -> DECIMAL;
        };
    }

    /// The name of the field in a bit range: the older Nicira one where there is one, as `ovs-ofctl` has it.
    static String wireName(OxmField field) {
        String text = field.text().toUpperCase(Locale.ROOT);
        return switch (field) {
            case IN_PORT, METADATA, VLAN_VID, VLAN_PCP, IP_DSCP, SCTP_SRC, SCTP_DST -> "OXM_OF_" + text;
            case ETH_DST, ETH_SRC, ETH_TYPE, IPV4_SRC, IPV4_DST -> "NXM_OF_" + text;
            case TCP_SRC, TCP_DST, UDP_SRC, UDP_DST, ICMPV4_TYPE, ICMPV4_CODE -> "NXM_OF_" + text;
            case ARP_OP, ARP_SPA, ARP_TPA -> "NXM_OF_" + text;
            case IP_PROTO -> "NXM_OF_IP_PROTO";
            case IP_TTL -> "NXM_NX_IP_TTL";
            case TUN_SRC -> "NXM_NX_TUN_IPV4_SRC";
            case TUN_DST -> "NXM_NX_TUN_IPV4_DST";
            case TUN_ID, TUN_IPV6_SRC, TUN_IPV6_DST, PKT_MARK, CONJ_ID -> "NXM_NX_" + text;
            case REG0, REG1, REG2, REG3, REG4, REG5, REG6, REG7 -> "NXM_NX_" + text;
            case REG8, REG9, REG10, REG11, REG12, REG13, REG14, REG15 -> "NXM_NX_" + text;
            case XXREG0, XXREG1, XXREG2, XXREG3 -> "NXM_NX_" + text;
            case CT_STATE, CT_ZONE, CT_MARK, CT_LABEL -> "NXM_NX_" + text;
            case CT_NW_SRC, CT_NW_DST, CT_IPV6_SRC, CT_IPV6_DST -> "NXM_NX_" + text;
            case IPV6_SRC, IPV6_DST, ARP_SHA, ARP_THA, TCP_FLAGS -> "NXM_NX_" + text;
            case ICMPV6_TYPE, ICMPV6_CODE, ND_TARGET -> "NXM_NX_" + text;
        };
    }
}
