package antrea.ipam.api;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The addresses of Pods on this Node, and who holds them. Thread-safe. A change that cannot be kept throws
/// [java.io.UncheckedIOException].
public interface PodAddresses {
    /// One address from each range for this owner, or none at all. An owner that already holds an address of a
    /// range keeps it.
    Allocation allocate(AddressOwner owner, List<Cidr> ranges);

    /// Gives back all addresses of this owner; nothing happens when it has none.
    void release(AddressOwner owner);

    /// Gives back every address whose owner is not wanted any more, and returns these addresses: the garbage
    /// collection at start, when Pods may have gone while nobody looked.
    Set<IpAddress> releaseIf(Predicate<AddressOwner> unwanted);

    /// The addresses of this owner, in order.
    List<IpAddress> addressesOf(AddressOwner owner);

    /// A copy of all allocations.
    Map<IpAddress, AddressOwner> allocations();
}
