package antrea.service.node;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Field;

/// Fields that the tables of Services write.
public final class ServiceFields {
    /// 1 when the Service has no endpoint: the packet is refused.
    public static final Field NO_ENDPOINT = Field.of("NoEndpoint", OxmField.REG0, 14, 1);

    /// The chosen endpoint.
    public static final Field ENDPOINT_IP = Field.whole("EndpointIp", OxmField.REG3);

    public static final Field ENDPOINT_IPV6 = Field.whole("EndpointIpv6", OxmField.XXREG3);
    public static final Field ENDPOINT_PORT = Field.of("EndpointPort", OxmField.REG4, 0, 16);

    /// How far the choice of the endpoint has come: [#TO_SELECT], [#SELECTED], [#TO_LEARN].
    public static final Field ENDPOINT_STATE = Field.of("EndpointState", OxmField.REG4, 16, 3);

    /// 1 when the destination is an address of this Node that serves NodePorts.
    public static final Field NODE_PORT_ADDRESS = Field.of("NodePortAddress", OxmField.REG4, 19, 1);

    /// 1 when the destination is an address of the Service that is meant for the outside.
    public static final Field TO_EXTERNAL_ADDRESS = Field.of("ToExternalAddress", OxmField.REG4, 21, 1);

    /// 1 when the endpoint answers the client directly.
    public static final Field DIRECT_RETURN = Field.of("DirectReturn", OxmField.REG4, 25, 1);

    /// 1 when the endpoint is a Pod of another Node.
    public static final Field REMOTE_ENDPOINT = Field.of("RemoteEndpoint", OxmField.REG4, 26, 1);

    /// The group of the Service port, for rules that name Services.
    public static final Field SERVICE_GROUP = Field.whole("ServiceGroup", OxmField.REG7);

    public static final int TO_SELECT = 1;
    public static final int SELECTED = 2;
    public static final int TO_LEARN = 3;

    /// Source of traffic that leaves by the gateway it came from, and next hop of the host's Service routes.
    public static final IpAddress VIRTUAL_IP = IpAddress.parse("169.254.0.253");

    public static final IpAddress VIRTUAL_IPV6 = IpAddress.parse("fc01::aabb:ccdd:eeff");

    /// What the host translates NodePort destinations to.
    public static final IpAddress NODE_PORT_IP = IpAddress.parse("169.254.0.252");

    public static final IpAddress NODE_PORT_IPV6 = IpAddress.parse("fc01::aabb:ccdd:eefe");

    private ServiceFields() {}

    public static IpAddress virtualIp(IpFamily family) {
        return family == IpFamily.V4 ? VIRTUAL_IP : VIRTUAL_IPV6;
    }

    public static IpAddress nodePortIp(IpFamily family) {
        return family == IpFamily.V4 ? NODE_PORT_IP : NODE_PORT_IPV6;
    }

    static Field endpointIp(IpFamily family) {
        return family == IpFamily.V4 ? ENDPOINT_IP : ENDPOINT_IPV6;
    }

    static FieldMatch endpointIs(IpAddress address) {
        return endpointIp(address.family()).is(address);
    }
}
