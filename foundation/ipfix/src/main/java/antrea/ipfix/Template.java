package antrea.ipfix;

import java.util.List;

/// What the records of a data set consist of (RFC 7011 section 3.4.1).
///
/// @param number from 256 to 65535, the number of the data sets that it describes
public record Template(int number, List<Element> elements) {
    private static final int LEAST_NUMBER = 256;

    /// Throws [IllegalArgumentException] for a number out of its range and a template without elements.
    public Template {
        elements = List.copyOf(elements);
        if (number < LEAST_NUMBER || number > 0xffff || elements.isEmpty()) {
            throw new IllegalArgumentException(
                    "no template: number " + number + " with " + elements.size() + " elements");
        }
    }
}
