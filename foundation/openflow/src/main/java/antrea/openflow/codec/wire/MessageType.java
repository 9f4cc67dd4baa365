package antrea.openflow.codec.wire;

/// Numbers of messages on the wire. Source: OpenFlow 1.5 section 7.1.1; the Nicira ones: Open vSwitch,
/// nicira-ext.h.
final class MessageType {
    /// The version byte of OpenFlow 1.5.
    static final int VERSION = 6;

    static final int HEADER_LENGTH = 8;

    static final int HELLO = 0;
    static final int ERROR = 1;
    static final int ECHO_REQUEST = 2;
    static final int ECHO_REPLY = 3;
    static final int EXPERIMENTER = 4;
    static final int FEATURES_REQUEST = 5;
    static final int FEATURES_REPLY = 6;
    static final int SET_CONFIG = 9;
    static final int PACKET_IN = 10;
    static final int PORT_STATUS = 12;
    static final int PACKET_OUT = 13;
    static final int FLOW_MOD = 14;
    static final int GROUP_MOD = 15;
    static final int MULTIPART_REQUEST = 18;
    static final int MULTIPART_REPLY = 19;
    static final int BARRIER_REQUEST = 20;
    static final int BARRIER_REPLY = 21;
    static final int METER_MOD = 29;
    static final int BUNDLE_CONTROL = 33;
    static final int BUNDLE_ADD = 34;

    static final int NX_SET_PACKET_IN_FORMAT = 16;
    static final int NX_RESUME = 28;
    static final int NX_PACKET_IN2 = 30;

    static final int PART_FLOWS = 1;
    static final int PART_AGGREGATE = 2;
    static final int PART_PORT_COUNTERS = 4;
    static final int PART_GROUP_COUNTERS = 6;
    static final int PART_GROUPS = 7;
    static final int PART_METER_COUNTERS = 9;
    static final int PART_METERS = 10;
    static final int PART_METER_FEATURES = 11;
    static final int PART_TABLES = 12;
    static final int PART_PORTS = 13;

    private MessageType() {}
}
