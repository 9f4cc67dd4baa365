package antrea.openflow.codec.part;

/// Numbers of actions and instructions on the wire. Source: OpenFlow 1.5 sections 7.2.4 and 7.2.6; the Nicira
/// ones: ovs-actions(7).
public final class ActionType {
    static final int OUTPUT = 0;
    static final int PUSH_VLAN = 17;
    static final int POP_VLAN = 18;
    static final int GROUP = 22;
    static final int DEC_TTL = 24;
    static final int SET_FIELD = 25;
    static final int COPY_FIELD = 28;
    static final int METER = 29;
    static final int EXPERIMENTER = 0xffff;

    /// The vendor id of the Nicira extensions, which Open vSwitch keeps using.
    public static final int NICIRA = 0x00002320;

    static final int NX_NOTE = 8;
    static final int NX_RESUBMIT_TABLE = 14;
    static final int NX_OUTPUT_REG = 15;
    static final int NX_LEARN = 16;
    static final int NX_CONTROLLER = 20;
    static final int NX_CONJUNCTION = 34;
    static final int NX_CT = 35;
    static final int NX_NAT = 36;
    static final int NX_CONTROLLER2 = 37;
    static final int NX_CT_CLEAR = 43;

    static final int INSTRUCTION_GOTO = 1;
    static final int INSTRUCTION_APPLY = 4;
    static final int INSTRUCTION_METER = 6;

    /// `in_port` of a resubmit that keeps the packet's own (16 bits wide there).
    static final int KEEP_IN_PORT = 0xfff8;

    /// No table in [antrea.openflow.codec.Action.Ct].
    static final int NO_RECIRCULATION = 0xff;

    static final int CT_COMMIT = 1;
    static final int CT_FORCE = 2;

    /// The whole packet, in a `max_len`.
    static final int WHOLE_PACKET = 0xffff;

    /// OFPR_ACTION, the reason that needs no saying.
    static final int REASON_ACTION = 1;

    static final int CONTROLLER_MAX_LENGTH = 0;
    static final int CONTROLLER_REASON = 2;
    static final int CONTROLLER_USERDATA = 3;
    static final int CONTROLLER_PAUSE = 4;

    private ActionType() {}
}
