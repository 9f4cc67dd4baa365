package antrea.openflow.codec;

import java.util.OptionalInt;

/// The match fields that the pipeline uses, with their wire identity: OXM class and field number, width in bits.
/// Source: OpenFlow 1.5 section 7.2.3 and the ovs-fields(7) manual. The constants stand in the order in which
/// prerequisites come first, which OVS asks for on the wire.
public enum OxmField {
    IN_PORT(Oxm.BASIC, 0, 32, false, "in_port"),
    METADATA(Oxm.BASIC, 2, 64, true, "metadata"),
    TUN_ID(Oxm.BASIC, 38, 64, true, "tun_id"),
    TUN_SRC(Oxm.NXM1, 31, 32, true, "tun_src"),
    TUN_DST(Oxm.NXM1, 32, 32, true, "tun_dst"),
    TUN_IPV6_SRC(Oxm.NXM1, 109, 128, true, "tun_ipv6_src"),
    TUN_IPV6_DST(Oxm.NXM1, 110, 128, true, "tun_ipv6_dst"),
    PKT_MARK(Oxm.NXM1, 33, 32, true, "pkt_mark"),
    REG0(Oxm.NXM1, 0, 32, true, "reg0"),
    REG1(Oxm.NXM1, 1, 32, true, "reg1"),
    REG2(Oxm.NXM1, 2, 32, true, "reg2"),
    REG3(Oxm.NXM1, 3, 32, true, "reg3"),
    REG4(Oxm.NXM1, 4, 32, true, "reg4"),
    REG5(Oxm.NXM1, 5, 32, true, "reg5"),
    REG6(Oxm.NXM1, 6, 32, true, "reg6"),
    REG7(Oxm.NXM1, 7, 32, true, "reg7"),
    REG8(Oxm.NXM1, 8, 32, true, "reg8"),
    REG9(Oxm.NXM1, 9, 32, true, "reg9"),
    REG10(Oxm.NXM1, 10, 32, true, "reg10"),
    REG11(Oxm.NXM1, 11, 32, true, "reg11"),
    REG12(Oxm.NXM1, 12, 32, true, "reg12"),
    REG13(Oxm.NXM1, 13, 32, true, "reg13"),
    REG14(Oxm.NXM1, 14, 32, true, "reg14"),
    REG15(Oxm.NXM1, 15, 32, true, "reg15"),
    XXREG0(Oxm.NXM1, 111, 128, true, "xxreg0"),
    XXREG1(Oxm.NXM1, 112, 128, true, "xxreg1"),
    XXREG2(Oxm.NXM1, 113, 128, true, "xxreg2"),
    XXREG3(Oxm.NXM1, 114, 128, true, "xxreg3"),
    CONJ_ID(Oxm.NXM1, 37, 32, false, "conj_id"),
    CT_STATE(Oxm.NXM1, 105, 32, true, "ct_state"),
    CT_ZONE(Oxm.NXM1, 106, 16, false, "ct_zone"),
    CT_MARK(Oxm.NXM1, 107, 32, true, "ct_mark"),
    CT_LABEL(Oxm.NXM1, 108, 128, true, "ct_label"),
    ETH_DST(Oxm.BASIC, 3, 48, true, "eth_dst"),
    ETH_SRC(Oxm.BASIC, 4, 48, true, "eth_src"),
    ETH_TYPE(Oxm.BASIC, 5, 16, false, "eth_type"),
    VLAN_VID(Oxm.BASIC, 6, 13, true, "vlan_vid"),
    VLAN_PCP(Oxm.BASIC, 7, 3, false, "vlan_pcp"),
    IP_DSCP(Oxm.BASIC, 8, 6, false, "ip_dscp"),
    IP_PROTO(Oxm.BASIC, 10, 8, false, "nw_proto"),
    IP_TTL(Oxm.NXM1, 29, 8, false, "nw_ttl"),
    IPV4_SRC(Oxm.BASIC, 11, 32, true, "ip_src"),
    IPV4_DST(Oxm.BASIC, 12, 32, true, "ip_dst"),
    IPV6_SRC(Oxm.BASIC, 26, 128, true, "ipv6_src"),
    IPV6_DST(Oxm.BASIC, 27, 128, true, "ipv6_dst"),
    CT_NW_SRC(Oxm.NXM1, 120, 32, true, "ct_nw_src"),
    CT_NW_DST(Oxm.NXM1, 121, 32, true, "ct_nw_dst"),
    CT_IPV6_SRC(Oxm.NXM1, 122, 128, true, "ct_ipv6_src"),
    CT_IPV6_DST(Oxm.NXM1, 123, 128, true, "ct_ipv6_dst"),
    TCP_SRC(Oxm.BASIC, 13, 16, true, "tcp_src"),
    TCP_DST(Oxm.BASIC, 14, 16, true, "tcp_dst"),
    TCP_FLAGS(Oxm.BASIC, 42, 12, true, "tcp_flags"),
    UDP_SRC(Oxm.BASIC, 15, 16, true, "udp_src"),
    UDP_DST(Oxm.BASIC, 16, 16, true, "udp_dst"),
    SCTP_SRC(Oxm.BASIC, 17, 16, true, "sctp_src"),
    SCTP_DST(Oxm.BASIC, 18, 16, true, "sctp_dst"),
    ICMPV4_TYPE(Oxm.BASIC, 19, 8, false, "icmp_type"),
    ICMPV4_CODE(Oxm.BASIC, 20, 8, false, "icmp_code"),
    ARP_OP(Oxm.BASIC, 21, 16, false, "arp_op"),
    ARP_SPA(Oxm.BASIC, 22, 32, true, "arp_spa"),
    ARP_TPA(Oxm.BASIC, 23, 32, true, "arp_tpa"),
    ARP_SHA(Oxm.BASIC, 24, 48, true, "arp_sha"),
    ARP_THA(Oxm.BASIC, 25, 48, true, "arp_tha"),
    ICMPV6_TYPE(Oxm.BASIC, 29, 8, false, "icmpv6_type"),
    ICMPV6_CODE(Oxm.BASIC, 30, 8, false, "icmpv6_code"),
    ND_TARGET(Oxm.BASIC, 31, 128, true, "nd_target");

    /// OXM classes: OpenFlow basic, and Nicira's second class.
    private static final class Oxm {
        static final int BASIC = 0x8000;
        static final int NXM1 = 0x0001;
    }

    private final int oxmClass;
    private final int number;
    private final int bits;
    private final boolean maskable;
    private final String text;

    OxmField(int oxmClass, int number, int bits, boolean maskable, String text) {
        this.oxmClass = oxmClass;
        this.number = number;
        this.bits = bits;
        this.maskable = maskable;
        this.text = text;
    }

    public int oxmClass() {
        return oxmClass;
    }

    public int number() {
        return number;
    }

    /// Width in bits. On the wire a field fills whole bytes.
    public int bits() {
        return bits;
    }

    public int bytes() {
        return (bits + 7) / 8;
    }

    public boolean isMaskable() {
        return maskable;
    }

    /// The name in `ovs-ofctl` syntax.
    public String text() {
        return text;
    }

    /// The 32-bit header of an unmasked entry: class, field, hasmask=0, payload length.
    public int header() {
        return oxmClass << 16 | number << 9 | bytes();
    }

    /// The number of a 128-bit register (`XXREG0` … `XXREG3`); empty for all other fields. `XXREGn` is made of
    /// `REG4n` (most significant) to `REG4n+3`.
    public OptionalInt wideRegister() {
        boolean wide = ordinal() >= XXREG0.ordinal() && ordinal() <= XXREG3.ordinal();
        return wide ? OptionalInt.of(ordinal() - XXREG0.ordinal()) : OptionalInt.empty();
    }

    /// `REG0` … `REG15` by number.
    public static OxmField reg(int number) {
        if (number < 0 || number > 15) {
            throw new IllegalArgumentException("no register " + number);
        }
        return valueOf("REG" + number);
    }
}
