package antrea.net;

/// The two address families. Code is family-neutral; where a value differs, it is asked from here.
public enum IpFamily {
    V4(32, 0x0800),
    V6(128, 0x86dd);

    private final int bits;
    private final int etherType;

    IpFamily(int bits, int etherType) {
        this.bits = bits;
        this.etherType = etherType;
    }

    /// Length of an address in bits.
    public int bits() {
        return bits;
    }

    /// EtherType of packets of this family (IEEE 802 numbers).
    public int etherType() {
        return etherType;
    }
}
