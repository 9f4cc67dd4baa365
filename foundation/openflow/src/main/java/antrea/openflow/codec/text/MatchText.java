package antrea.openflow.codec.text;

import antrea.net.U128;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A match in the order and with the short names of `ovs-ofctl dump-flows`.
final class MatchText {
    /// Fields in the order in which they are shown. The Ethernet type and the IP protocol stand where their short
    /// name (`tcp`, `ip`) would.
    private static final List<OxmField> ORDER = order();

    /// The names of OpenFlow 1.0, which `ovs-ofctl` shows where there is one.
    private static final Map<OxmField, String> OLD_NAMES = Map.ofEntries(
            Map.entry(OxmField.ETH_SRC, "dl_src"),
            Map.entry(OxmField.ETH_DST, "dl_dst"),
            Map.entry(OxmField.ETH_TYPE, "dl_type"),
            Map.entry(OxmField.VLAN_PCP, "dl_vlan_pcp"),
            Map.entry(OxmField.IPV4_SRC, "nw_src"),
            Map.entry(OxmField.IPV4_DST, "nw_dst"),
            Map.entry(OxmField.ICMPV4_TYPE, "icmp_type"),
            Map.entry(OxmField.ICMPV6_TYPE, "icmp_type"),
            Map.entry(OxmField.ICMPV4_CODE, "icmp_code"),
            Map.entry(OxmField.ICMPV6_CODE, "icmp_code"),
            Map.entry(OxmField.TCP_SRC, "tp_src"),
            Map.entry(OxmField.UDP_SRC, "tp_src"),
            Map.entry(OxmField.SCTP_SRC, "tp_src"),
            Map.entry(OxmField.TCP_DST, "tp_dst"),
            Map.entry(OxmField.UDP_DST, "tp_dst"),
            Map.entry(OxmField.SCTP_DST, "tp_dst"));

    private static final int VLAN_PRESENT = 0x1000;

    private final Match match;
    private final List<String> out = new ArrayList<>();

    private MatchText(Match match) {
        this.match = match;
    }

    static String of(Match match) {
        MatchText text = new MatchText(match.splitRegisters());
        text.build();
        return String.join(",", text.out);
    }

    private static List<OxmField> order() {
        List<OxmField> out = new ArrayList<>(List.of(
                OxmField.PKT_MARK,
                OxmField.CONJ_ID,
                OxmField.CT_STATE,
                OxmField.CT_ZONE,
                OxmField.CT_MARK,
                OxmField.CT_LABEL,
                OxmField.CT_NW_SRC,
                OxmField.CT_IPV6_SRC,
                OxmField.CT_NW_DST,
                OxmField.CT_IPV6_DST,
                OxmField.ETH_TYPE));
        for (int i = 0; i < 16; i++) {
            out.add(OxmField.reg(i));
        }
        out.addAll(List.of(
                OxmField.TUN_ID,
                OxmField.TUN_SRC,
                OxmField.TUN_DST,
                OxmField.TUN_IPV6_SRC,
                OxmField.TUN_IPV6_DST,
                OxmField.METADATA,
                OxmField.IN_PORT,
                OxmField.VLAN_VID,
                OxmField.VLAN_PCP,
                OxmField.ETH_SRC,
                OxmField.ETH_DST));
        return List.copyOf(out);
    }

    /// What follows the Ethernet addresses.
    private static final List<OxmField> NETWORK = List.of(
            OxmField.IPV4_SRC,
            OxmField.IPV4_DST,
            OxmField.IPV6_SRC,
            OxmField.IPV6_DST,
            OxmField.ARP_SPA,
            OxmField.ARP_TPA,
            OxmField.IP_PROTO,
            OxmField.ARP_OP,
            OxmField.ARP_SHA,
            OxmField.ARP_THA,
            OxmField.IP_DSCP,
            OxmField.IP_TTL,
            OxmField.ICMPV4_TYPE,
            OxmField.ICMPV4_CODE,
            OxmField.ICMPV6_TYPE,
            OxmField.ICMPV6_CODE,
            OxmField.ND_TARGET,
            OxmField.TCP_SRC,
            OxmField.UDP_SRC,
            OxmField.SCTP_SRC,
            OxmField.TCP_DST,
            OxmField.UDP_DST,
            OxmField.SCTP_DST,
            OxmField.TCP_FLAGS);

    private void build() {
        int etherType = number(OxmField.ETH_TYPE);
        int protocol = number(OxmField.IP_PROTO);
        String name = shortName(etherType, protocol);
        boolean protocolNamed = !name.isEmpty() && !name.equals("ip") && !name.equals("ipv6") && protocol >= 0;
        for (OxmField field : ORDER) {
            if (field == OxmField.ETH_TYPE) {
                addIfThere(name);
            } else {
                match.get(field).ifPresent(this::add);
            }
        }
        if (name.isEmpty()) {
            match.get(OxmField.ETH_TYPE).ifPresent(this::add);
        }
        for (OxmField field : NETWORK) {
            if (field != OxmField.IP_PROTO || !protocolNamed) {
                match.get(field).ifPresent(this::add);
            }
        }
    }

    private int number(OxmField field) {
        return match.get(field).map(f -> (int) f.value().low()).orElse(-1);
    }

    private void addIfThere(String text) {
        if (!text.isEmpty()) {
            out.add(text);
        }
    }

    private static String shortName(int etherType, int protocol) {
        return switch (etherType) {
            case 0x0800 ->
                switch (protocol) {
                    case 1 -> "icmp";
                    case 6 -> "tcp";
                    case 17 -> "udp";
                    case 132 -> "sctp";
                    default -> "ip";
                };
            case 0x86dd ->
                switch (protocol) {
                    case 58 -> "icmp6";
                    case 6 -> "tcp6";
                    case 17 -> "udp6";
                    case 132 -> "sctp6";
                    default -> "ipv6";
                };
            case 0x0806 -> "arp";
            case 0x8035 -> "rarp";
            default -> "";
        };
    }

    private void add(FieldMatch field) {
        if (field.field() == OxmField.VLAN_VID) {
            addVlan(field);
        } else if (field.field() == OxmField.IP_DSCP) {
            out.add("nw_tos=" + (field.value().low() << 2));
        } else {
            out.add(OLD_NAMES.getOrDefault(field.field(), field.field().text()) + "=" + matchValue(field));
        }
    }

    /// In a match, zero in hexadecimal is a bare `0` except in ct_label, and ct_zone is decimal.
    private static String matchValue(FieldMatch field) {
        if (field.field() == OxmField.CT_ZONE) {
            return Long.toString(field.value().low());
        }
        if (field.field() == OxmField.ETH_TYPE) {
            return "0x%04x".formatted(field.value().low());
        }
        boolean bareZero = field.value().equals(U128.ZERO)
                && FieldStyle.of(field.field()) == FieldStyle.HEXADECIMAL
                && field.field() != OxmField.CT_LABEL;
        if (bareZero) {
            return field.isExact() ? "0" : "0/" + field.mask();
        }
        return ValueText.inMatch(field);
    }

    private void addVlan(FieldMatch field) {
        long value = field.value().low();
        Optional<FieldMatch> priority = match.get(OxmField.VLAN_PCP);
        if (field.isExact() && (value & VLAN_PRESENT) != 0) {
            out.add("dl_vlan=" + (value & 0xfff));
        } else if (priority.isEmpty()) {
            out.add("vlan_tci=0x%04x/0x%04x".formatted(value, field.mask().low()));
        }
    }
}
