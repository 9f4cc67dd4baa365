package antrea.openflow.testing;

import antrea.net.U128;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random matches, fields and bit ranges. In a property test: `Arbitraries.longs().map(seed -> new
/// MatchSamples(new Random(seed)).match())`.
public final class MatchSamples {
    private static final List<OxmField> FREE = List.of(
            OxmField.METADATA,
            OxmField.TUN_ID,
            OxmField.TUN_DST,
            OxmField.PKT_MARK,
            OxmField.REG0,
            OxmField.REG1,
            OxmField.REG4,
            OxmField.REG7,
            OxmField.REG15,
            OxmField.CONJ_ID,
            OxmField.CT_ZONE,
            OxmField.CT_MARK,
            OxmField.CT_LABEL,
            OxmField.ETH_SRC,
            OxmField.ETH_DST);

    private final RandomGenerator random;

    public MatchSamples(RandomGenerator random) {
        this.random = random;
    }

    /// A number of at most so many bits.
    public U128 number(int bits) {
        return new U128(random.nextLong(), random.nextLong()).and(U128.mask(0, bits));
    }

    /// Any value of the field, with any mask where it takes one.
    public FieldMatch field(OxmField field) {
        boolean masked = field.isMaskable() && random.nextBoolean();
        U128 all = U128.mask(0, field.bits());
        U128 mask = masked ? number(field.bits()).or(U128.of(1)) : all;
        return new FieldMatch(field, number(field.bits()), mask);
    }

    /// Any field.
    public OxmField anyField() {
        return pick(List.of(OxmField.values()));
    }

    public BitRange bits() {
        OxmField field = anyField();
        int low = random.nextInt(field.bits());
        return new BitRange(field, low, 1 + random.nextInt(field.bits() - low));
    }

    /// A part of a field with exactly this width (at most 32).
    public BitRange bits(int width) {
        OxmField field = OxmField.reg(random.nextInt(16));
        return new BitRange(field, random.nextInt(33 - width), width);
    }

    /// Any fields together, whether or not a switch would take them.
    public Match anyMatch() {
        List<FieldMatch> out = new ArrayList<>();
        for (OxmField field : OxmField.values()) {
            if (field.wideRegister().isEmpty() && random.nextInt(8) == 0) {
                out.add(field(field));
            }
        }
        return new Match(out);
    }

    /// A match that a switch takes: every field with what it presumes.
    public Match match() {
        List<FieldMatch> out = new ArrayList<>();
        for (OxmField field : FREE) {
            if (random.nextInt(5) == 0) {
                out.add(field(field));
            }
        }
        if (random.nextInt(3) == 0) {
            out.add(FieldMatch.exact(OxmField.IN_PORT, 1 + random.nextInt(1000)));
        }
        if (random.nextInt(4) == 0) {
            out.add(FieldMatch.exact(OxmField.VLAN_VID, 0x1000 | random.nextInt(4096)));
        }
        if (random.nextInt(3) == 0) {
            out.add(conntrackState());
        }
        switch (random.nextInt(4)) {
            case 0 -> addArp(out);
            case 1 -> addIp(out, OxmField.IPV4_SRC, OxmField.IPV4_DST, 0x0800);
            case 2 -> addIp(out, OxmField.IPV6_SRC, OxmField.IPV6_DST, 0x86dd);
            default -> {
                // No protocol at all.
            }
        }
        return new Match(out);
    }

    private FieldMatch conntrackState() {
        int mask = 1 + random.nextInt(254);
        return new FieldMatch(OxmField.CT_STATE, U128.of(random.nextInt(256)), U128.of(mask));
    }

    private void addArp(List<FieldMatch> out) {
        out.add(FieldMatch.exact(OxmField.ETH_TYPE, 0x0806));
        out.add(FieldMatch.exact(OxmField.ARP_OP, 1 + random.nextInt(2)));
        out.add(field(OxmField.ARP_SPA));
        out.add(field(OxmField.ARP_THA));
    }

    private void addIp(List<FieldMatch> out, OxmField source, OxmField destination, int etherType) {
        out.add(FieldMatch.exact(OxmField.ETH_TYPE, etherType));
        if (random.nextBoolean()) {
            out.add(prefix(source));
        }
        if (random.nextBoolean()) {
            out.add(field(destination));
        }
        if (random.nextInt(4) == 0) {
            out.add(field(OxmField.IP_DSCP));
        }
        switch (random.nextInt(5)) {
            case 0 -> addPorts(out, 6, OxmField.TCP_SRC, OxmField.TCP_DST);
            case 1 -> addPorts(out, 17, OxmField.UDP_SRC, OxmField.UDP_DST);
            case 2 -> addPorts(out, 132, OxmField.SCTP_SRC, OxmField.SCTP_DST);
            case 3 -> addIcmp(out, etherType == 0x0800);
            default -> {
                // Whatever protocol.
            }
        }
    }

    private FieldMatch prefix(OxmField field) {
        int length = 1 + random.nextInt(field.bits());
        return new FieldMatch(field, number(field.bits()), U128.mask(field.bits() - length, length));
    }

    private void addPorts(List<FieldMatch> out, int protocol, OxmField source, OxmField destination) {
        out.add(FieldMatch.exact(OxmField.IP_PROTO, protocol));
        if (random.nextBoolean()) {
            out.add(field(source));
        }
        out.add(field(destination));
        if (protocol == 6 && random.nextInt(3) == 0) {
            out.add(field(OxmField.TCP_FLAGS));
        }
    }

    private void addIcmp(List<FieldMatch> out, boolean v4) {
        out.add(FieldMatch.exact(OxmField.IP_PROTO, v4 ? 1 : 58));
        if (v4) {
            out.add(field(OxmField.ICMPV4_TYPE));
            out.add(field(OxmField.ICMPV4_CODE));
            return;
        }
        out.add(FieldMatch.exact(OxmField.ICMPV6_TYPE, 135 + random.nextInt(2)));
        out.add(FieldMatch.exact(OxmField.ICMPV6_CODE, 0));
        out.add(field(OxmField.ND_TARGET));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
