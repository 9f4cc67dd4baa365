package antrea.net;

import java.util.ArrayList;
import java.util.List;

/// Transport ports from `first` to `last`, both included.
public record PortRange(int first, int last) implements Comparable<PortRange> {
    public static final PortRange ALL = new PortRange(0, 65535);

    /// Throws [IllegalArgumentException] unless 0 <= first <= last <= 65535.
    public PortRange {
        if (first < 0 || first > last || last > 65535) {
            throw new IllegalArgumentException("no such port range: " + first + "-" + last);
        }
    }

    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    public boolean contains(int port) {
        return port >= first && port <= last;
    }

    /// A port value and a mask of the bits that must agree, as OpenFlow matches them.
    public record Masked(int value, int mask) {
        public boolean isExact() {
            return mask == 0xffff;
        }
    }

    /// The fewest masked values that cover this range, in order. The whole range is one value with an empty mask.
    public List<Masked> masked() {
        List<Masked> out = new ArrayList<>();
        int at = first;
        while (at <= last) {
            int size = at == 0 ? 65536 : Integer.lowestOneBit(at);
            while (at + size - 1 > last) {
                size >>= 1;
            }
            out.add(new Masked(at, 0xffff & ~(size - 1)));
            at += size;
        }
        return out;
    }

    @Override
    public int compareTo(PortRange other) {
        int byFirst = Integer.compare(first, other.first);
        return byFirst != 0 ? byFirst : Integer.compare(last, other.last);
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
