package antrea.networkpolicy.node;

import antrea.openflow.codec.OxmField;
import antrea.pipeline.Field;

/// Fields that the tables of policies write.
public final class PolicyFields {
    /// The egress rule that allowed the packet.
    public static final Field EGRESS_RULE_ID = Field.whole("EgressRuleId", OxmField.REG5);

    /// The ingress rule that allowed the packet.
    public static final Field INGRESS_RULE_ID = Field.whole("IngressRuleId", OxmField.REG6);

    /// The ingress rule that allowed the connection.
    public static final Field CT_INGRESS_RULE = Field.of("CtIngressRule", OxmField.CT_LABEL, 0, 32);

    /// The egress rule that allowed the connection.
    public static final Field CT_EGRESS_RULE = Field.of("CtEgressRule", OxmField.CT_LABEL, 32, 32);

    /// What became of a packet that goes up: the number of an [AuditRecord.Disposition].
    public static final Field DISPOSITION = Field.of("Disposition", OxmField.REG0, 11, 2);

    /// The table that sent a packet up.
    public static final Field PACKET_IN_TABLE = Field.of("PacketInTable", OxmField.REG2, 0, 8);

    private PolicyFields() {}
}
