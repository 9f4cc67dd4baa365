package antrea.openflow.codec;

import antrea.net.Bytes;

/// The switch refuses a message; `refused` is (the beginning of) that message. Source: OpenFlow 1.5 section 7.5.4.
public record ErrorMessage(int type, int code, Bytes refused) implements Message {
    public static final int HELLO_FAILED = 0;
    public static final int BAD_REQUEST = 1;
    public static final int BAD_ACTION = 2;
    public static final int BAD_INSTRUCTION = 3;
    public static final int BAD_MATCH = 4;
    public static final int FLOW_MOD_FAILED = 5;
    public static final int GROUP_MOD_FAILED = 6;
    public static final int METER_MOD_FAILED = 12;
    public static final int BUNDLE_FAILED = 17;

    /// Code of [#BUNDLE_FAILED]: one of the messages in the bundle failed at commit.
    public static final int MESSAGE_FAILED = 9;

    /// The name of the type, or its number.
    public String typeName() {
        return switch (type) {
            case HELLO_FAILED -> "HELLO_FAILED";
            case BAD_REQUEST -> "BAD_REQUEST";
            case BAD_ACTION -> "BAD_ACTION";
            case BAD_INSTRUCTION -> "BAD_INSTRUCTION";
            case BAD_MATCH -> "BAD_MATCH";
            case FLOW_MOD_FAILED -> "FLOW_MOD_FAILED";
            case GROUP_MOD_FAILED -> "GROUP_MOD_FAILED";
            case METER_MOD_FAILED -> "METER_MOD_FAILED";
            case 13 -> "TABLE_FEATURES_FAILED";
            case BUNDLE_FAILED -> "BUNDLE_FAILED";
            case 0xffff -> "EXPERIMENTER";
            default -> "type " + type;
        };
    }

    @Override
    public String toString() {
        return typeName() + " code " + code;
    }
}
