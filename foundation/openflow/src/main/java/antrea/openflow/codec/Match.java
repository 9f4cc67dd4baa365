package antrea.openflow.codec;

import antrea.net.U128;
import java.util.List;
import java.util.Optional;

/// A set of field matches, at most one a field, kept in the order of [OxmField]. Two matches that select the same
/// bits are equal. Fields with an empty mask are dropped, as OVS does.
public record Match(List<FieldMatch> fields) {
    public static final Match ANY = new Match(List.of());

    /// Throws [IllegalArgumentException] when a field comes twice.
    public Match {
        fields = fields.stream().filter(f -> !f.mask().isZero()).sorted().toList();
        for (int i = 1; i < fields.size(); i++) {
            if (fields.get(i).field() == fields.get(i - 1).field()) {
                throw new IllegalArgumentException("field given twice: " + fields.get(i - 1) + " and " + fields.get(i));
            }
        }
    }

    public static Match of(FieldMatch... fields) {
        return new Match(List.of(fields));
    }

    public Optional<FieldMatch> get(OxmField field) {
        return fields.stream().filter(f -> f.field() == field).findFirst();
    }

    /// This match and one field more. A register that is already matched gets the union of the bits. Throws
    /// [IllegalArgumentException] when both say something different of one bit.
    public Match and(FieldMatch more) {
        Optional<FieldMatch> had = get(more.field());
        if (had.isEmpty()) {
            return new Match(java.util.stream.Stream.concat(fields.stream(), java.util.stream.Stream.of(more))
                    .toList());
        }
        U128 common = had.get().mask().and(more.mask());
        if (!had.get().value().and(common).equals(more.value().and(common))) {
            throw new IllegalArgumentException("contradiction: " + had.get() + " and " + more);
        }
        FieldMatch union = new FieldMatch(
                more.field(),
                had.get().value().or(more.value()),
                had.get().mask().or(more.mask()));
        return new Match(
                fields.stream().map(f -> f.field() == more.field() ? union : f).toList());
    }

    /// The same match with each 128-bit register as the four 32-bit ones it consists of, which is how a switch
    /// reports it. Throws [IllegalArgumentException] when both are matched and contradict each other.
    public Match splitRegisters() {
        boolean hasWide = fields.stream().anyMatch(f -> f.field().wideRegister().isPresent());
        if (!hasWide) {
            return this;
        }
        Match out = new Match(
                fields.stream().filter(f -> f.field().wideRegister().isEmpty()).toList());
        for (FieldMatch field : fields) {
            if (field.field().wideRegister().isPresent()) {
                out = out.andParts(field, field.field().wideRegister().getAsInt());
            }
        }
        return out;
    }

    private Match andParts(FieldMatch wide, int number) {
        U128 low = U128.mask(0, 32);
        Match out = this;
        for (int i = 0; i < 4; i++) {
            U128 mask = wide.mask().shiftRight(96 - 32 * i).and(low);
            if (!mask.isZero()) {
                U128 value = wide.value().shiftRight(96 - 32 * i).and(low);
                out = out.and(new FieldMatch(OxmField.reg(4 * number + i), value, mask));
            }
        }
        return out;
    }

    @Override
    public String toString() {
        return String.join(",", fields.stream().map(FieldMatch::toString).toList());
    }
}
