package antrea.pipeline.corridor;

import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Field;

final class Fields {
    static final Field PKT_SOURCE = Field.of("PktSource", OxmField.REG0, 0, 4);
    static final FieldMatch FROM_TUNNEL = PKT_SOURCE.is(1);
    static final FieldMatch FROM_GATEWAY = PKT_SOURCE.is(2);
    static final FieldMatch FROM_POD = PKT_SOURCE.is(3);
    static final Field PKT_DESTINATION = Field.of("PktDestination", OxmField.REG0, 4, 4);
    static final FieldMatch TO_TUNNEL = PKT_DESTINATION.is(1);
    static final FieldMatch TO_GATEWAY = PKT_DESTINATION.is(2);
    static final FieldMatch TO_UPLINK = PKT_DESTINATION.is(4);
    static final Field REWRITE_MAC = Field.of("RewriteMac", OxmField.REG0, 9, 1);
    static final Field NO_ENDPOINT = Field.of("NoEndpoint", OxmField.REG0, 14, 1);
    static final Field OUTPUT_WAY = Field.of("OutputWay", OxmField.REG0, 21, 2);
    static final FieldMatch TO_PORT = OUTPUT_WAY.is(1);
    static final FieldMatch TO_CONTROLLER = OUTPUT_WAY.is(2);
    static final Field OPERATIONS = Field.of("Operations", OxmField.REG0, 25, 7);
    static final Field OUT_PORT = Field.whole("OutPort", OxmField.REG1);
    static final Field ENDPOINT_V4 = Field.whole("EndpointIpv4", OxmField.REG3);
    static final Field ENDPOINT_V6 = Field.whole("EndpointIpv6", OxmField.XXREG3);
    static final Field ENDPOINT_PORT = Field.of("EndpointPort", OxmField.REG4, 0, 16);
    static final Field SELECTION = Field.of("Selection", OxmField.REG4, 16, 3);
    static final FieldMatch TO_SELECT = SELECTION.is(1);
    static final FieldMatch SELECTED = SELECTION.is(2);
    static final FieldMatch TO_LEARN = SELECTION.is(3);
    static final Field ENDPOINT =
            Field.of("Endpoint", OxmField.REG4, 0, 19).sharing(ENDPOINT_PORT).sharing(SELECTION);
    static final Field NODE_PORT = Field.of("NodePort", OxmField.REG4, 19, 1);
    static final Field FLEXIBLE_IPAM = Field.of("FlexibleIpam", OxmField.REG4, 20, 1);
    static final Field TO_EXTERNAL_ADDRESS = Field.of("ToExternalAddress", OxmField.REG4, 21, 1);
    static final Field DSR = Field.of("Dsr", OxmField.REG4, 25, 1);
    static final Field REMOTE_ENDPOINT = Field.of("RemoteEndpoint", OxmField.REG4, 26, 1);
    static final Field FROM_EXTERNAL = Field.of("FromExternal", OxmField.REG4, 27, 1);
    static final Field EGRESS_RULE = Field.whole("EgressRule", OxmField.REG5);
    static final Field INGRESS_RULE = Field.whole("IngressRule", OxmField.REG6);
    static final Field SERVICE_GROUP = Field.whole("ServiceGroup", OxmField.REG7);
    static final Field CONN_SOURCE = Field.of("ConnSource", OxmField.CT_MARK, 0, 4);
    static final Field SERVICE_MARK = Field.of("ServiceMark", OxmField.CT_MARK, 4, 1);
    static final Field SNAT_MARK = Field.of("SnatMark", OxmField.CT_MARK, 5, 1);
    static final Field HAIRPIN_MARK = Field.of("HairpinMark", OxmField.CT_MARK, 6, 1);
    static final Field INGRESS_LABEL = Field.of("IngressLabel", OxmField.CT_LABEL, 0, 32);
    static final Field EGRESS_LABEL = Field.of("EgressLabel", OxmField.CT_LABEL, 32, 32);
    static final Field HOST_MARK =
            Field.of("HostMark", OxmField.PKT_MARK, 31, 1).enteringFromOutside();

    private Fields() {}
}
