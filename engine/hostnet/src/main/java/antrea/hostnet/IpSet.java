package antrea.hostnet;

import antrea.net.IpFamily;

/// A set of ipset(8), without its entries: these are stated one by one as [IpSetEntry], by whoever knows them. The
/// name begins with one of [Ownership#SET_PREFIXES]. `type` is `hash:net`, `hash:ip`, `hash:ip,port`.
public record IpSet(String name, String type, IpFamily family) implements FilterItem {
    @Override
    public HostKey.OfSet key() {
        return new HostKey.OfSet(name);
    }
}
