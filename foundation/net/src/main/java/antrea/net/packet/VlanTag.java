package antrea.net.packet;

/// An IEEE 802.1Q tag. `tpid` is 0x8100 or 0x88a8.
public record VlanTag(int tpid, int priority, boolean dropEligible, int id) {
    /// Throws [IllegalArgumentException] for a priority over 7 or an id over 4095.
    public VlanTag {
        if (priority < 0 || priority > 7 || id < 0 || id > 4095 || tpid != 0x8100 && tpid != 0x88a8) {
            throw new IllegalArgumentException("no such VLAN tag: " + tpid + " " + priority + " " + id);
        }
    }

    public static VlanTag of(int id) {
        return new VlanTag(0x8100, 0, false, id);
    }

    int control() {
        return priority << 13 | (dropEligible ? 0x1000 : 0) | id;
    }

    static VlanTag read(int tpid, int control) {
        return new VlanTag(tpid, control >>> 13, (control & 0x1000) != 0, control & 0xfff);
    }
}
