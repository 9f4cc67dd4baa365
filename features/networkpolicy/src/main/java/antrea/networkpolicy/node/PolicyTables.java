package antrea.networkpolicy.node;

import static antrea.networkpolicy.node.PolicyFields.CT_EGRESS_RULE;
import static antrea.networkpolicy.node.PolicyFields.CT_INGRESS_RULE;
import static antrea.networkpolicy.node.PolicyFields.DISPOSITION;
import static antrea.networkpolicy.node.PolicyFields.EGRESS_RULE_ID;
import static antrea.networkpolicy.node.PolicyFields.INGRESS_RULE_ID;
import static antrea.networkpolicy.node.PolicyFields.PACKET_IN_TABLE;
import static antrea.nodenetwork.node.NodeFields.CT_HAIRPIN;
import static antrea.nodenetwork.node.NodeFields.CT_SERVICE;
import static antrea.nodenetwork.node.NodeFields.OUTPUT_KIND;
import static antrea.nodenetwork.node.NodeFields.PKT_DESTINATION;
import static antrea.nodenetwork.node.NodeFields.TARGET_PORT;
import static antrea.nodenetwork.node.NodeTables.PACKET_IN_OPERATIONS;
import static antrea.pipeline.FlowCategory.NETWORK_POLICY;

import antrea.pipeline.FieldSet;
import antrea.pipeline.Header;
import antrea.pipeline.PipelineKind;
import antrea.pipeline.Stage;
import antrea.pipeline.Table;
import java.util.List;

/// The tables of policies: the same five in both directions.
public final class PolicyTables {
    /// What a row writes that sends the packet up.
    private static final FieldSet[] TO_HANDLER = {DISPOSITION, PACKET_IN_OPERATIONS, PACKET_IN_TABLE, OUTPUT_KIND};

    public static final Table ANTREA_POLICY_EGRESS_RULE = rules("AntreaPolicyEgressRule", Stage.EGRESS_SECURITY, 20)
            .matches(Header.IP_SRC, Header.IP_DST)
            .writes(EGRESS_RULE_ID, CT_EGRESS_RULE)
            .build();

    public static final Table EGRESS_RULE = rules("EgressRule", Stage.EGRESS_SECURITY, 30)
            .matches(Header.IP_SRC, Header.IP_DST)
            .writes(EGRESS_RULE_ID, CT_EGRESS_RULE)
            .build();

    /// Drops what no rule allowed, for Pods that some policy isolates.
    public static final Table EGRESS_DEFAULT_RULE = Table.named("EgressDefaultRule")
            .in(PipelineKind.IP, Stage.EGRESS_SECURITY, 40)
            .owner(NETWORK_POLICY)
            .matches(Header.IP_SRC)
            .writes(TO_HANDLER)
            .build();

    /// Counts by rule.
    public static final Table EGRESS_METRIC = Table.named("EgressMetric")
            .in(PipelineKind.IP, Stage.EGRESS_SECURITY, 50)
            .owner(NETWORK_POLICY)
            .matches(Header.CT_STATE, CT_EGRESS_RULE)
            .build();

    /// Lets pass what no ingress policy is meant for.
    public static final Table INGRESS_SECURITY_CLASSIFIER = Table.named("IngressSecurityClassifier")
            .in(PipelineKind.IP, Stage.INGRESS_SECURITY, 10)
            .owner(NETWORK_POLICY)
            .matches(Header.CT_STATE, Header.PKT_MARK, Header.IP_SRC, PKT_DESTINATION)
            .matchesUnwritten(CT_HAIRPIN, CT_SERVICE)
            .opens(
                    antrea.pipeline.FlowCategory.POD_CONNECTIVITY,
                    antrea.pipeline.Band.of(antrea.pipeline.Priority.HIGH))
            .build();

    public static final Table ANTREA_POLICY_INGRESS_RULE = rules("AntreaPolicyIngressRule", Stage.INGRESS_SECURITY, 20)
            .matches(Header.IP_SRC, TARGET_PORT)
            .writes(INGRESS_RULE_ID, CT_INGRESS_RULE)
            .build();

    public static final Table INGRESS_RULE = rules("IngressRule", Stage.INGRESS_SECURITY, 30)
            .matches(Header.IP_SRC, TARGET_PORT)
            .writes(INGRESS_RULE_ID, CT_INGRESS_RULE)
            .build();

    public static final Table INGRESS_DEFAULT_RULE = Table.named("IngressDefaultRule")
            .in(PipelineKind.IP, Stage.INGRESS_SECURITY, 40)
            .owner(NETWORK_POLICY)
            .matches(TARGET_PORT)
            .writes(TO_HANDLER)
            .build();

    public static final Table INGRESS_METRIC = Table.named("IngressMetric")
            .in(PipelineKind.IP, Stage.INGRESS_SECURITY, 50)
            .owner(NETWORK_POLICY)
            .matches(Header.CT_STATE, CT_INGRESS_RULE)
            .build();

    private PolicyTables() {}

    private static Table.Builder rules(String name, Stage stage, int order) {
        return Table.named(name)
                .in(PipelineKind.IP, stage, order)
                .owner(NETWORK_POLICY)
                .matches(Header.CT_STATE, Header.CONJ_ID, Header.L4_DST, Header.L4_SRC, Header.ICMP)
                .writes(TO_HANDLER);
    }

    public static List<Table> all() {
        return List.of(
                ANTREA_POLICY_EGRESS_RULE,
                EGRESS_RULE,
                EGRESS_DEFAULT_RULE,
                EGRESS_METRIC,
                INGRESS_SECURITY_CLASSIFIER,
                ANTREA_POLICY_INGRESS_RULE,
                INGRESS_RULE,
                INGRESS_DEFAULT_RULE,
                INGRESS_METRIC);
    }
}
