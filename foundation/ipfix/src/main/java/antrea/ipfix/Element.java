package antrea.ipfix;

import java.util.OptionalLong;

/// An information element as a template names it (RFC 7011 section 3.2).
///
/// @param number from 1 to 32767, in the registry of IANA or of the enterprise
/// @param enterprise number of the enterprise whose registry it is; absent for IANA's
/// @param length bytes of its value in each record, [#VARIABLE] when the record says it itself
public record Element(int number, OptionalLong enterprise, int length) {
    /// The length of an element whose values differ in length.
    public static final int VARIABLE = 65_535;

    private static final int MOST_NUMBER = 32_767;

    /// Throws [IllegalArgumentException] for numbers out of their range.
    public Element {
        if (number < 1 || number > MOST_NUMBER || length < 1 || length > VARIABLE) {
            throw new IllegalArgumentException("no information element: number " + number + ", length " + length);
        }
        enterprise.ifPresent(value -> {
            if (value < 0 || value > 0xffff_ffffL) {
                throw new IllegalArgumentException("no enterprise: " + value);
            }
        });
    }

    /// An element of IANA's registry.
    public static Element iana(int number, int length) {
        return new Element(number, OptionalLong.empty(), length);
    }

    /// An element of an enterprise's registry.
    public static Element of(long enterprise, int number, int length) {
        return new Element(number, OptionalLong.of(enterprise), length);
    }
}
