package antrea.openflow.codec.text;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.U128;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.Ports;

/// Values of fields, the way `ovs-ofctl` writes them.
final class ValueText {
    private static final String[] CT_STATES = {"new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat"};
    private static final String[] TCP_FLAGS = {
        "fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns", "[200]", "[400]", "[800]"
    };

    private ValueText() {}

    /// `value` or `value/mask`.
    static String of(FieldMatch field) {
        U128 value = field.value();
        U128 mask = field.mask();
        return switch (FieldStyle.of(field.field())) {
            case HEXADECIMAL -> value + (field.isExact() ? "" : "/" + mask);
            case DECIMAL -> decimal(value) + (field.isExact() ? "" : "/" + mask);
            case PORT -> port((int) value.low());
            case IPV4 -> address(IpFamily.V4, field);
            case IPV6 -> address(IpFamily.V6, field);
            case ETHERNET -> mac(value) + (field.isExact() ? "" : "/" + mac(mask));
            case CT_STATE -> flags(CT_STATES, field);
            case TCP_FLAGS -> flags(TCP_FLAGS, field);
        };
    }

    /// As [#of], but a masked number is hexadecimal on both sides, as in a match.
    static String inMatch(FieldMatch field) {
        boolean maskedNumber = FieldStyle.of(field.field()) == FieldStyle.DECIMAL && !field.isExact();
        return maskedNumber ? field.value() + "/" + field.mask() : of(field);
    }

    private static String decimal(U128 value) {
        return Long.toUnsignedString(value.low());
    }

    private static String mac(U128 value) {
        return new MacAddress(value.low()).toString();
    }

    private static String address(IpFamily family, FieldMatch field) {
        IpAddress address = IpAddress.of(family, field.value());
        if (field.isExact()) {
            return address.toString();
        }
        for (int length = 0; length < family.bits(); length++) {
            if (field.mask().equals(U128.mask(family.bits() - length, length))) {
                return address + "/" + length;
            }
        }
        return address + "/" + IpAddress.of(family, field.mask());
    }

    private static String flags(String[] names, FieldMatch field) {
        StringBuilder out = new StringBuilder();
        for (int bit = 0; bit < names.length; bit++) {
            boolean set = (field.value().low() >>> bit & 1) != 0;
            if (field.isExact() && set) {
                out.append(out.isEmpty() ? "" : "|").append(names[bit]);
            } else if (!field.isExact() && (field.mask().low() >>> bit & 1) != 0) {
                out.append(set ? '+' : '-').append(names[bit]);
            }
        }
        return out.isEmpty() ? "0" : out.toString();
    }

    static String port(int port) {
        return switch (port) {
            case Ports.IN_PORT -> "IN_PORT";
            case Ports.TABLE -> "TABLE";
            case Ports.NORMAL -> "NORMAL";
            case Ports.CONTROLLER -> "CONTROLLER";
            case Ports.LOCAL -> "LOCAL";
            case Ports.ANY -> "ANY";
            default -> Integer.toUnsignedString(port);
        };
    }

    /// `NXM_NX_REG0[0..3]`, `NXM_NX_REG0[9]` or `NXM_NX_REG1[]`.
    static String bits(BitRange bits) {
        String name = FieldStyle.wireName(bits.field());
        // The presence bit of a VLAN id counts in matches only.
        int whole = bits.field() == OxmField.VLAN_VID ? 12 : bits.field().bits();
        if (bits.lowBit() == 0 && bits.width() == whole) {
            return name + "[]";
        }
        return bits.width() == 1
                ? name + "[" + bits.lowBit() + "]"
                : name + "[" + bits.lowBit() + ".." + (bits.lowBit() + bits.width() - 1) + "]";
    }
}
