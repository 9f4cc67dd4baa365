package antrea.openflow.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.U128;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.MultipartRequest.FlowFilter;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.text.FlowText;
import antrea.openflow.connection.Outcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every field of [OxmField], with a value and with a mask: the switch's own tool shows it as the table here says,
/// which knows nothing of our names and numbers and was written from ovs-fields(7).
@Tag("ovs")
final class FieldsOnRealSwitchTest extends OvsTestBase {
    /// Field, then what it presumes, then value and mask (hexadecimal), then the whole match as `ovs-ofctl` shows it.
    /// Without a mask the value is exact.
    private static final String ROWS = """
            IN_PORT      |  | 7 | | in_port=7
            METADATA     |  | 123456789abcdef0 | | metadata=0x123456789abcdef0
            METADATA     |  | 50 | ff | metadata=0x50/0xff
            TUN_ID       |  | 123456789abcdef0 | | tun_id=0x123456789abcdef0
            TUN_ID       |  | 50 | ff | tun_id=0x50/0xff
            TUN_SRC      |  | 0a000001 | | tun_src=10.0.0.1
            TUN_SRC      |  | 0a010000 | ffff0000 | tun_src=10.1.0.0/16
            TUN_DST      |  | 0a000002 | | tun_dst=10.0.0.2
            TUN_DST      |  | 0a020000 | ffff0000 | tun_dst=10.2.0.0/16
            TUN_IPV6_SRC |  | fd000000000000000000000000000001 | | tun_ipv6_src=fd00::1
            TUN_IPV6_SRC |  | fd010000000000000000000000000000 | ffff0000000000000000000000000000 | tun_ipv6_src=fd01::/16
            TUN_IPV6_DST |  | fd000000000000000000000000000002 | | tun_ipv6_dst=fd00::2
            TUN_IPV6_DST |  | fd020000000000000000000000000000 | ffff0000000000000000000000000000 | tun_ipv6_dst=fd02::/16
            PKT_MARK     |  | 12345678 | | pkt_mark=0x12345678
            PKT_MARK     |  | 80000000 | 80000000 | pkt_mark=0x80000000/0x80000000
            XXREG0       |  | 00000001000000020000000300000004 | | reg0=0x1,reg1=0x2,reg2=0x3,reg3=0x4
            XXREG0       |  | 10 | f0 | reg3=0x10/0xf0
            XXREG1       |  | 00000001000000020000000300000004 | | reg4=0x1,reg5=0x2,reg6=0x3,reg7=0x4
            XXREG1       |  | 10 | f0 | reg7=0x10/0xf0
            XXREG2       |  | 00000001000000020000000300000004 | | reg8=0x1,reg9=0x2,reg10=0x3,reg11=0x4
            XXREG2       |  | 10 | f0 | reg11=0x10/0xf0
            XXREG3       |  | 00000001000000020000000300000004 | | reg12=0x1,reg13=0x2,reg14=0x3,reg15=0x4
            XXREG3       |  | 10 | f0 | reg15=0x10/0xf0
            CONJ_ID      |  | 12345678 | | conj_id=305419896
            CT_STATE     |  | 22 | | ct_state=est|trk
            CT_STATE     |  | 22 | 2b | ct_state=-new+est-rpl+trk
            CT_ZONE      |  | fff0 | | ct_zone=65520
            CT_MARK      |  | 12345678 | | ct_mark=0x12345678
            CT_MARK      |  | 10 | f0 | ct_mark=0x10/0xf0
            CT_LABEL     |  | 123456789abcdef00fedcba987654321 | | ct_label=0x123456789abcdef00fedcba987654321
            CT_LABEL     |  | 500000000 | f00000000 | ct_label=0x500000000/0xf00000000
            ETH_DST      |  | 0a0000000001 | | dl_dst=0a:00:00:00:00:01
            ETH_DST      |  | 010000000000 | 010000000000 | dl_dst=01:00:00:00:00:00/01:00:00:00:00:00
            ETH_SRC      |  | 0a0000000002 | | dl_src=0a:00:00:00:00:02
            ETH_SRC      |  | 0a0000000000 | ff0000000000 | dl_src=0a:00:00:00:00:00/ff:00:00:00:00:00
            ETH_TYPE     |  | 88cc | | dl_type=0x88cc
            VLAN_VID     |  | 1005 | | dl_vlan=5
            VLAN_VID     |  | 1005 | 100f | vlan_tci=0x1005/0x100f
            VLAN_PCP     | VLAN_VID=1005 | 3 | | dl_vlan=5,dl_vlan_pcp=3
            IP_DSCP      | ETH_TYPE=800 | a | | ip,nw_tos=40
            IP_PROTO     | ETH_TYPE=800 | 2f | | ip,nw_proto=47
            IP_TTL       | ETH_TYPE=800 | 40 | | ip,nw_ttl=64
            IPV4_SRC     | ETH_TYPE=800 | 0a000001 | | ip,nw_src=10.0.0.1
            IPV4_SRC     | ETH_TYPE=800 | 0a010000 | ffff0000 | ip,nw_src=10.1.0.0/16
            IPV4_DST     | ETH_TYPE=800 | 0a000002 | | ip,nw_dst=10.0.0.2
            IPV4_DST     | ETH_TYPE=800 | 0a020000 | ffff0000 | ip,nw_dst=10.2.0.0/16
            IPV6_SRC     | ETH_TYPE=86dd | fd000000000000000000000000000001 | | ipv6,ipv6_src=fd00::1
            IPV6_SRC     | ETH_TYPE=86dd | fd010000000000000000000000000000 | ffff0000000000000000000000000000 | ipv6,ipv6_src=fd01::/16
            IPV6_DST     | ETH_TYPE=86dd | fd000000000000000000000000000002 | | ipv6,ipv6_dst=fd00::2
            IPV6_DST     | ETH_TYPE=86dd | fd020000000000000000000000000000 | ffff0000000000000000000000000000 | ipv6,ipv6_dst=fd02::/16
            CT_NW_SRC    | CT_STATE=22 ETH_TYPE=800 | 0a000001 | | ct_state=est|trk,ct_nw_src=10.0.0.1,ip
            CT_NW_SRC    | CT_STATE=22 ETH_TYPE=800 | 0a010000 | ffff0000 | ct_state=est|trk,ct_nw_src=10.1.0.0/16,ip
            CT_NW_DST    | CT_STATE=22 ETH_TYPE=800 | 0a000002 | | ct_state=est|trk,ct_nw_dst=10.0.0.2,ip
            CT_NW_DST    | CT_STATE=22 ETH_TYPE=800 | 0a020000 | ffff0000 | ct_state=est|trk,ct_nw_dst=10.2.0.0/16,ip
            CT_IPV6_SRC  | CT_STATE=22 ETH_TYPE=86dd | fd000000000000000000000000000001 | | ct_state=est|trk,ct_ipv6_src=fd00::1,ipv6
            CT_IPV6_SRC  | CT_STATE=22 ETH_TYPE=86dd | fd010000000000000000000000000000 | ffff0000000000000000000000000000 | ct_state=est|trk,ct_ipv6_src=fd01::/16,ipv6
            CT_IPV6_DST  | CT_STATE=22 ETH_TYPE=86dd | fd000000000000000000000000000002 | | ct_state=est|trk,ct_ipv6_dst=fd00::2,ipv6
            CT_IPV6_DST  | CT_STATE=22 ETH_TYPE=86dd | fd020000000000000000000000000000 | ffff0000000000000000000000000000 | ct_state=est|trk,ct_ipv6_dst=fd02::/16,ipv6
            TCP_SRC      | ETH_TYPE=800 IP_PROTO=6 | 1f90 | | tcp,tp_src=8080
            TCP_SRC      | ETH_TYPE=800 IP_PROTO=6 | 1f90 | fff0 | tcp,tp_src=0x1f90/0xfff0
            TCP_DST      | ETH_TYPE=86dd IP_PROTO=6 | 1f91 | | tcp6,tp_dst=8081
            TCP_DST      | ETH_TYPE=86dd IP_PROTO=6 | 1f80 | fff0 | tcp6,tp_dst=0x1f80/0xfff0
            TCP_FLAGS    | ETH_TYPE=800 IP_PROTO=6 | 12 | | tcp,tcp_flags=syn|ack
            TCP_FLAGS    | ETH_TYPE=800 IP_PROTO=6 | 2 | 12 | tcp,tcp_flags=+syn-ack
            UDP_SRC      | ETH_TYPE=800 IP_PROTO=11 | 35 | | udp,tp_src=53
            UDP_SRC      | ETH_TYPE=800 IP_PROTO=11 | 30 | f0 | udp,tp_src=0x30/0xf0
            UDP_DST      | ETH_TYPE=86dd IP_PROTO=11 | 36 | | udp6,tp_dst=54
            UDP_DST      | ETH_TYPE=86dd IP_PROTO=11 | 30 | f0 | udp6,tp_dst=0x30/0xf0
            SCTP_SRC     | ETH_TYPE=800 IP_PROTO=84 | 84 | | sctp,tp_src=132
            SCTP_SRC     | ETH_TYPE=800 IP_PROTO=84 | 80 | f0 | sctp,tp_src=0x80/0xf0
            SCTP_DST     | ETH_TYPE=86dd IP_PROTO=84 | 85 | | sctp6,tp_dst=133
            SCTP_DST     | ETH_TYPE=86dd IP_PROTO=84 | 80 | f0 | sctp6,tp_dst=0x80/0xf0
            ICMPV4_TYPE  | ETH_TYPE=800 IP_PROTO=1 | 8 | | icmp,icmp_type=8
            ICMPV4_CODE  | ETH_TYPE=800 IP_PROTO=1 ICMPV4_TYPE=3 | 4 | | icmp,icmp_type=3,icmp_code=4
            ARP_OP       | ETH_TYPE=806 | 2 | | arp,arp_op=2
            ARP_SPA      | ETH_TYPE=806 | 0a000001 | | arp,arp_spa=10.0.0.1
            ARP_SPA      | ETH_TYPE=806 | 0a010000 | ffff0000 | arp,arp_spa=10.1.0.0/16
            ARP_TPA      | ETH_TYPE=806 | 0a000002 | | arp,arp_tpa=10.0.0.2
            ARP_TPA      | ETH_TYPE=806 | 0a020000 | ffff0000 | arp,arp_tpa=10.2.0.0/16
            ARP_SHA      | ETH_TYPE=806 | 0a0000000001 | | arp,arp_sha=0a:00:00:00:00:01
            ARP_SHA      | ETH_TYPE=806 | 0a0000000000 | ff0000000000 | arp,arp_sha=0a:00:00:00:00:00/ff:00:00:00:00:00
            ARP_THA      | ETH_TYPE=806 | 0a0000000002 | | arp,arp_tha=0a:00:00:00:00:02
            ARP_THA      | ETH_TYPE=806 | 0b0000000000 | ff0000000000 | arp,arp_tha=0b:00:00:00:00:00/ff:00:00:00:00:00
            ICMPV6_TYPE  | ETH_TYPE=86dd IP_PROTO=3a | 80 | | icmp6,icmp_type=128
            ICMPV6_CODE  | ETH_TYPE=86dd IP_PROTO=3a ICMPV6_TYPE=1 | 4 | | icmp6,icmp_type=1,icmp_code=4
            ND_TARGET    | ETH_TYPE=86dd IP_PROTO=3a ICMPV6_TYPE=87 ICMPV6_CODE=0 | fd000000000000000000000000000001 | | icmp6,icmp_type=135,icmp_code=0,nd_target=fd00::1
            ND_TARGET    | ETH_TYPE=86dd IP_PROTO=3a ICMPV6_TYPE=87 ICMPV6_CODE=0 | fd010000000000000000000000000000 | ffff0000000000000000000000000000 | icmp6,icmp_type=135,icmp_code=0,nd_target=fd01::/16
            """;

    private record Row(FieldMatch field, Match match, String shown) {
        static Row read(String line) {
            String[] cells = line.split(" *\\| ", 5);
            OxmField field = OxmField.valueOf(cells[0]);
            FieldMatch own = field(field, cells[2], cells[3].strip());
            List<FieldMatch> all = new ArrayList<>(List.of(own));
            for (String presumed : cells[1].strip().split(" ", -1)) {
                if (!presumed.isEmpty()) {
                    String[] pair = presumed.split("=", 2);
                    all.add(field(OxmField.valueOf(pair[0]), pair[1], ""));
                }
            }
            return new Row(own, new Match(all), cells[4].strip());
        }

        private static FieldMatch field(OxmField field, String value, String mask) {
            return mask.isEmpty()
                    ? FieldMatch.exact(field, number(value))
                    : new FieldMatch(field, number(value), number(mask));
        }

        private static U128 number(String hex) {
            return U128.ofBytes(HexFormat.of().parseHex("0".repeat(32 - hex.length()) + hex));
        }
    }

    private static List<Row> rows() {
        List<Row> out = new ArrayList<>(ROWS.lines().map(Row::read).toList());
        for (int i = 0; i < 16; i++) {
            out.add(Row.read("REG" + i + " | | 1234567" + i % 8 + " | | reg" + i + "=0x1234567" + i % 8));
            out.add(Row.read("REG" + i + " | | 10 | f0 | reg" + i + "=0x10/0xf0"));
        }
        return out;
    }

    @Test
    void tableHasEveryFieldWithAValueAndWithAMask() {
        Set<OxmField> exact = EnumSet.noneOf(OxmField.class);
        Set<OxmField> masked = EnumSet.noneOf(OxmField.class);
        rows().forEach(row ->
                (row.field().isExact() ? exact : masked).add(row.field().field()));
        assertEquals(EnumSet.allOf(OxmField.class), exact);
        Set<OxmField> maskable = EnumSet.allOf(OxmField.class);
        maskable.removeIf(field -> !field.isMaskable());
        assertEquals(maskable, masked);
    }

    @Test
    void everyFieldIsShownByItsNameInTheSwitchAndComesBackTheSame() {
        List<Row> rows = rows();
        List<FlowMod> flows = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            flows.add(FlowMod.add(new FlowKey(5, 1 + i, rows.get(i).match()), List.of(), 0x42));
        }
        assertEquals(new Outcome.Committed(), session.bundle(flows));
        List<String> expected = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String row = "cookie=0x42, table=5, priority=" + (1 + i) + ",";
            expected.add(row + rows.get(i).shown() + " actions=drop");
            ours.add(row + FlowText.WITH_NUMBERS.match(rows.get(i).match()) + " actions=drop");
        }
        assertEquals(sorted(expected), sorted(dumpedFlows()));
        assertEquals(sorted(expected), sorted(ours), "our text is the tool's");
        for (FlowEntry entry : state().flows(FlowFilter.ALL)) {
            Row row = rows.get(entry.key().priority() - 1);
            assertTrue(entry.fullyRead(), () -> "not fully read: " + entry);
            assertEquals(kept(row.match()), entry.key().match(), row::toString);
        }
    }

    /// Of the 32 bits of the connection's state the switch keeps those eight that have a meaning.
    private static Match kept(Match match) {
        List<FieldMatch> out = new ArrayList<>();
        for (FieldMatch field : match.splitRegisters().fields()) {
            U128 mask = field.field() == OxmField.CT_STATE ? field.mask().and(U128.of(0xff)) : field.mask();
            out.add(new FieldMatch(field.field(), field.value(), mask));
        }
        return new Match(out);
    }

    private static String sorted(List<String> lines) {
        return String.join("\n", lines.stream().sorted().toList());
    }
}
