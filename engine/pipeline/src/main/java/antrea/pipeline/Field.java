package antrea.pipeline;

import antrea.net.IpAddress;
import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Bits of a register, of pkt_mark, ct_mark or ct_label that carry one meaning. Declared as a constant by the
/// feature that writes it. A value of it (`PKT_SOURCE.is(3)`) is a [FieldMatch] and serves both to match and to
/// load.
///
/// `sharesWith` names the fields that use the same bits on purpose. `fromOutside` says that the value may enter
/// with the packet (a packet-out, the host), so that no table has to write it.
public record Field(String name, BitRange range, Set<String> sharesWith, boolean fromOutside) implements FieldSet {
    public Field {
        sharesWith = Set.copyOf(sharesWith);
    }

    public static Field of(String name, OxmField field, int lowBit, int width) {
        return new Field(name, new BitRange(field, lowBit, width), Set.of(), false);
    }

    /// All bits of `field`.
    public static Field whole(String name, OxmField field) {
        return of(name, field, 0, field.bits());
    }

    /// This field, allowed to lie on the bits of `other`.
    public Field sharing(Field other) {
        Set<String> names = new HashSet<>(sharesWith);
        names.add(other.name);
        return new Field(name, range, names, fromOutside);
    }

    /// This field, read without a table that writes it.
    public Field enteringFromOutside() {
        return new Field(name, range, sharesWith, true);
    }

    /// The bits equal to `value`, to match or to load. Throws [IllegalArgumentException] when it does not fit.
    public FieldMatch is(long value) {
        return range.is(value);
    }

    public FieldMatch is(U128 value) {
        return range.is(value);
    }

    /// An address as value; the field must be as wide as the family.
    public FieldMatch is(IpAddress address) {
        if (range.width() != address.family().bits()) {
            throw new IllegalArgumentException(address + " is not as wide as " + this);
        }
        return range.is(address.value());
    }

    /// The write of `value` into the bits.
    public Action set(long value) {
        return new Action.SetField(is(value));
    }

    @Override
    public List<BitRange> bits() {
        return List.of(range);
    }

    /// The value outlives the packet in the connection.
    boolean isOfConnection() {
        return range.field() == OxmField.CT_MARK || range.field() == OxmField.CT_LABEL;
    }

    @Override
    public String toString() {
        return name + "(" + range + ")";
    }
}
