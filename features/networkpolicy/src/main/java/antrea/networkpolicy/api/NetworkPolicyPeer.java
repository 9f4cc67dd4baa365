package antrea.networkpolicy.api;

import antrea.net.AddressWithPrefix;
import java.util.List;

/// The other end of a rule's traffic: the union of what its lists name. Empty lists match **nobody**; "anybody" is
/// spelled as the two blocks that cover all addresses.
///
/// @param addressGroups names of AddressGroups
/// @param fqdns exact names or wildcards, egress only
/// @param toServices Services, egress only
/// @param labelIdentities multi-cluster label identities as unsigned 32-bit numbers, ingress only
public record NetworkPolicyPeer(
        List<String> addressGroups,
        List<IpBlock> ipBlocks,
        List<String> fqdns,
        List<MemberRef.Service> toServices,
        List<Integer> labelIdentities) {
    public static final NetworkPolicyPeer NOBODY =
            new NetworkPolicyPeer(List.of(), List.of(), List.of(), List.of(), List.of());

    /// Every IPv4 and every IPv6 address.
    public static final NetworkPolicyPeer ANYBODY = of(List.of(), List.of(anyAddress("0.0.0.0/0"), anyAddress("::/0")));

    public NetworkPolicyPeer {
        addressGroups = List.copyOf(addressGroups);
        ipBlocks = List.copyOf(ipBlocks);
        fqdns = List.copyOf(fqdns);
        toServices = List.copyOf(toServices);
        labelIdentities = List.copyOf(labelIdentities);
    }

    private static IpBlock anyAddress(String cidr) {
        return new IpBlock(AddressWithPrefix.parse(cidr), List.of());
    }

    /// A peer of groups and blocks only, all that a Kubernetes policy can name.
    public static NetworkPolicyPeer of(List<String> addressGroups, List<IpBlock> ipBlocks) {
        return new NetworkPolicyPeer(addressGroups, ipBlocks, List.of(), List.of(), List.of());
    }

    public boolean isNobody() {
        return equals(NOBODY);
    }
}
