package antrea.networkpolicy.api;

import antrea.net.AddressWithPrefix;
import java.util.List;

/// Addresses of a prefix without those of the excepted ones. Host bits stay as the user wrote them, since the wire
/// carries them so; take [AddressWithPrefix#network] before matching.
public record IpBlock(AddressWithPrefix cidr, List<AddressWithPrefix> except) {
    public IpBlock {
        except = List.copyOf(except);
    }
}
