package antrea.openflow.codec;

/// Bits of [OxmField#CT_STATE] (ovs-fields(7), section "Connection Tracking Fields").
public final class CtState {
    public static final int NEW = 0x01;
    public static final int EST = 0x02;
    public static final int REL = 0x04;
    public static final int RPL = 0x08;
    public static final int INV = 0x10;
    public static final int TRK = 0x20;
    public static final int SNAT = 0x40;
    public static final int DNAT = 0x80;

    private CtState() {}
}
