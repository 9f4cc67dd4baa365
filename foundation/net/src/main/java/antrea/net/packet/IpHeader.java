package antrea.net.packet;

import antrea.net.Bytes;

/// What an IP header says besides addresses and protocol. `trafficClass` is DSCP and ECN, `hopLimit` the TTL;
/// `flowLabel` is of IPv6 only, `options` of IPv4 only. `identification` is that of the fragments.
public record IpHeader(
        int trafficClass, int hopLimit, int identification, int flowLabel, Fragment fragment, Bytes options) {
    public static final IpHeader PLAIN = new IpHeader(0, 64, 0, 0, Fragment.WHOLE, Bytes.EMPTY);

    public int dscp() {
        return trafficClass >>> 2;
    }

    public IpHeader withHopLimit(int limit) {
        return new IpHeader(trafficClass, limit, identification, flowLabel, fragment, options);
    }

    /// Keeps the ECN bits.
    public IpHeader withDscp(int dscp) {
        return new IpHeader(dscp << 2 | trafficClass & 3, hopLimit, identification, flowLabel, fragment, options);
    }

    public IpHeader withFragment(Fragment other) {
        return new IpHeader(trafficClass, hopLimit, identification, flowLabel, other, options);
    }
}
