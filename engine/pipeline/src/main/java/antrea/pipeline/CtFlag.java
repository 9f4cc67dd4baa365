package antrea.pipeline;

import antrea.openflow.codec.CtState;

/// A bit of ct_state (ovs-fields(7)).
public enum CtFlag {
    NEW(CtState.NEW),
    EST(CtState.EST),
    REL(CtState.REL),
    RPL(CtState.RPL),
    INV(CtState.INV),
    TRK(CtState.TRK),
    SNAT(CtState.SNAT),
    DNAT(CtState.DNAT);

    private final int bit;

    CtFlag(int bit) {
        this.bit = bit;
    }

    public int bit() {
        return bit;
    }
}
