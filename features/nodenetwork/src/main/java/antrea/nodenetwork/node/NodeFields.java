package antrea.nodenetwork.node;

import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Field;

/// Fields that more than one feature reads, with the values they take. The layout is the original's, so that dumps
/// read the same.
public final class NodeFields {
    /// Where the packet came from: one of the `FROM_…` values.
    public static final Field PKT_SOURCE = Field.of("PktSource", OxmField.REG0, 0, 4);

    /// Where the packet goes: one of the `TO_…` values.
    public static final Field PKT_DESTINATION = Field.of("PktDestination", OxmField.REG0, 4, 4);

    /// 1 when the packet needs the MAC addresses of its next hop.
    public static final Field REWRITE_MAC = Field.of("RewriteMac", OxmField.REG0, 9, 1);

    /// What the last table does: [#OUTPUT_TO_PORT] or [#OUTPUT_TO_CONTROLLER].
    public static final Field OUTPUT_KIND = Field.of("OutputKind", OxmField.REG0, 21, 2);

    /// The port to leave by.
    public static final Field TARGET_PORT = Field.whole("TargetPort", OxmField.REG1);

    /// 1 when the packet came by the gateway, but not from the Node itself.
    public static final Field FROM_EXTERNAL = Field.of("FromExternal", OxmField.REG4, 27, 1);

    /// [#PKT_SOURCE] of the connection's first packet.
    public static final Field CT_SOURCE = Field.of("CtSource", OxmField.CT_MARK, 0, 4);

    /// 1 when the destination of the connection was translated from a Service's address.
    public static final Field CT_SERVICE = Field.of("CtService", OxmField.CT_MARK, 4, 1);

    /// 1 when the source of the connection has to be translated.
    public static final Field CT_SNAT = Field.of("CtSnat", OxmField.CT_MARK, 5, 1);

    /// 1 when the connection leaves by the port it came from.
    public static final Field CT_HAIRPIN = Field.of("CtHairpin", OxmField.CT_MARK, 6, 1);

    public static final int FROM_TUNNEL = 1;
    public static final int FROM_GATEWAY = 2;
    public static final int FROM_LOCAL_POD = 3;

    public static final int TO_TUNNEL = 1;
    public static final int TO_GATEWAY = 2;
    public static final int TO_LOCAL_POD = 3;
    public static final int TO_UPLINK = 4;

    public static final int OUTPUT_TO_PORT = 1;
    public static final int OUTPUT_TO_CONTROLLER = 2;

    /// The MAC address that stands for the tunnel, on every Node.
    public static final MacAddress TUNNEL_MAC = MacAddress.parse("aa:bb:cc:dd:ee:ff");

    private NodeFields() {}

    /// The conntrack zone of connections and of destination translation.
    public static int ctZone(IpFamily family) {
        return family == IpFamily.V4 ? 0xfff0 : 0xffe6;
    }

    /// The conntrack zone of source translation.
    public static int snatCtZone(IpFamily family) {
        return family == IpFamily.V4 ? 0xfff1 : 0xffe7;
    }
}
