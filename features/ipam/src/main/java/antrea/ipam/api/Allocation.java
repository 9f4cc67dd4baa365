package antrea.ipam.api;

import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import java.util.List;

/// What became of a request for addresses.
public sealed interface Allocation {
    /// One address for each range that was asked for, in their order, with the prefix of the range.
    record Allocated(List<AddressWithPrefix> addresses) implements Allocation {
        public Allocated {
            addresses = List.copyOf(addresses);
        }
    }

    /// No address of this range is free; nothing was allocated.
    record Exhausted(Cidr range) implements Allocation {}
}
