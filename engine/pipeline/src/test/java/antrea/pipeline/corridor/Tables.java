package antrea.pipeline.corridor;

import static antrea.pipeline.FlowAction.goTo;
import static antrea.pipeline.FlowAction.load;
import static antrea.pipeline.FlowCategory.EGRESS;
import static antrea.pipeline.FlowCategory.NETWORK_POLICY;
import static antrea.pipeline.FlowCategory.POD_CONNECTIVITY;
import static antrea.pipeline.FlowCategory.SERVICE;
import static antrea.pipeline.Header.ARP;
import static antrea.pipeline.Header.CT_STATE;
import static antrea.pipeline.Header.ETH_DST;
import static antrea.pipeline.Header.ETH_SRC;
import static antrea.pipeline.Header.IN_PORT;
import static antrea.pipeline.Header.IP_DST;
import static antrea.pipeline.Header.IP_SRC;
import static antrea.pipeline.Header.L4_DST;
import static antrea.pipeline.PipelineKind.IP;
import static antrea.pipeline.Target.stage;
import static antrea.pipeline.corridor.Fields.*;

import antrea.pipeline.Band;
import antrea.pipeline.Header;
import antrea.pipeline.PipelineKind;
import antrea.pipeline.Priority;
import antrea.pipeline.Stage;
import antrea.pipeline.Table;
import java.util.ArrayList;
import java.util.List;

final class Tables {
    static final Table ROOT = Table.named("PipelineRootClassifier")
            .in(PipelineKind.ROOT, Stage.START, 10)
            .missDrop()
            .build();
    static final Table ARP_SPOOF_GUARD = pod("ARPSpoofGuard", PipelineKind.ARP, Stage.VALIDATION, 10)
            .matches(IN_PORT, ARP)
            .missDrop()
            .build();
    static final Table ARP_RESPONDER = pod("ARPResponder", PipelineKind.ARP, Stage.OUTPUT, 10)
            .matches(ARP)
            .writes(ARP, ETH_SRC, ETH_DST)
            .missDrop()
            .build();
    static final Table CLASSIFIER = pod("Classifier", IP, Stage.CLASSIFIER, 10)
            .matches(IN_PORT, IP_SRC)
            .writes(PKT_SOURCE, REWRITE_MAC, FROM_EXTERNAL)
            .missDrop()
            .build();
    static final Table SPOOF_GUARD = pod("SpoofGuard", IP, Stage.VALIDATION, 10)
            .matches(IN_PORT, ETH_SRC, IP_SRC)
            .missDrop()
            .build();
    static final Table IPV6 =
            pod("IPv6", IP, Stage.VALIDATION, 20).matches(Header.ICMP, IP_DST).build();
    static final Table UN_SNAT =
            service("UnSNAT", Stage.CONNTRACK_STATE, 10).matches(IP_DST).build();
    static final Table CONNTRACK_ZONE =
            pod("ConntrackZone", IP, Stage.CONNTRACK_STATE, 20).build();
    static final Table CONNTRACK_STATE = pod("ConntrackState", IP, Stage.CONNTRACK_STATE, 30)
            .matches(CT_STATE)
            .matches(SERVICE_MARK)
            .writes(REWRITE_MAC)
            .opens(SERVICE, Band.of(Priority.LOW))
            .missRun(goTo(stage(Stage.PRE_ROUTING)))
            .build();
    static final Table PRE_ROUTING =
            service("PreRoutingClassifier", Stage.PRE_ROUTING, 10).build();
    static final Table NODE_PORT_MARK = service("NodePortMark", Stage.PRE_ROUTING, 20)
            .matches(IP_DST)
            .writes(NODE_PORT)
            .build();
    static final Table SESSION_AFFINITY = service("SessionAffinity", Stage.PRE_ROUTING, 30)
            .matches(IP_SRC, IP_DST, L4_DST)
            .writes(SELECTION, ENDPOINT_PORT, REMOTE_ENDPOINT, ENDPOINT_V4, ENDPOINT_V6, REWRITE_MAC)
            .missRun(load(TO_SELECT))
            .build();
    static final Table SERVICE_LB = service("ServiceLB", Stage.PRE_ROUTING, 40)
            .matches(IP_DST, L4_DST, SELECTION, NODE_PORT)
            .writes(SELECTION, REWRITE_MAC, TO_EXTERNAL_ADDRESS, SERVICE_GROUP)
            .writes(ENDPOINT_PORT, REMOTE_ENDPOINT, ENDPOINT_V4, ENDPOINT_V6, NO_ENDPOINT)
            .build();
    static final Table ENDPOINT_DNAT = service("EndpointDNAT", Stage.PRE_ROUTING, 60)
            .matches(NO_ENDPOINT, ENDPOINT, ENDPOINT_V4, ENDPOINT_V6)
            .writes(SELECTION, SERVICE_MARK, CONN_SOURCE)
            .build();
    static final Table AP_EGRESS_RULE = policy("AntreaPolicyEgressRule", Stage.EGRESS_SECURITY, 20)
            .matches(CT_STATE)
            .build();
    static final Table EGRESS_RULE_TABLE = policy("EgressRule", Stage.EGRESS_SECURITY, 30)
            .matches(IP_SRC, IP_DST, L4_DST, Header.CONJ_ID)
            .writes(EGRESS_RULE, EGRESS_LABEL)
            .build();
    static final Table EGRESS_DEFAULT_RULE = policy("EgressDefaultRule", Stage.EGRESS_SECURITY, 40)
            .matches(IP_SRC)
            .build();
    static final Table EGRESS_METRIC = policy("EgressMetric", Stage.EGRESS_SECURITY, 50)
            .matches(CT_STATE, EGRESS_LABEL)
            .build();
    static final Table L3_FORWARDING = pod("L3Forwarding", IP, Stage.ROUTING, 10)
            .matches(CT_STATE, IP_DST, PKT_SOURCE, REWRITE_MAC, CONN_SOURCE, SERVICE_MARK)
            .matchesUnwritten(FLEXIBLE_IPAM)
            .writes(ETH_SRC, ETH_DST, PKT_DESTINATION, Header.TUN_DST)
            .opens(SERVICE, Band.of(Priority.LOW))
            .opens(EGRESS, Band.of(Priority.LOW))
            .missRun(load(TO_GATEWAY), goTo(stage(Stage.SWITCHING)))
            .build();
    static final Table EGRESS_MARK = Table.named("EgressMark")
            .in(IP, Stage.ROUTING, 20)
            .owner(EGRESS)
            .matches(CT_STATE, IP_DST, PKT_SOURCE)
            .writes(PKT_DESTINATION)
            .missRun(load(TO_GATEWAY), goTo(stage(Stage.SWITCHING)))
            .build();
    static final Table L3_DEC_TTL = pod("L3DecTTL", IP, Stage.ROUTING, 40)
            .matches(PKT_SOURCE)
            .writes(Header.IP_TTL)
            .build();
    static final Table SNAT_MARK_TABLE = service("SNATMark", Stage.POST_ROUTING, 10)
            .matches(CT_STATE, IP_SRC, IP_DST, PKT_SOURCE, PKT_DESTINATION, TO_EXTERNAL_ADDRESS)
            .matchesUnwritten(DSR)
            .writes(SNAT_MARK, HAIRPIN_MARK)
            .build();
    static final Table SNAT = service("SNAT", Stage.POST_ROUTING, 20)
            .matches(CT_STATE, SNAT_MARK, HAIRPIN_MARK, PKT_SOURCE)
            .writes(SERVICE_MARK, HAIRPIN_MARK)
            .build();
    static final Table L2_FORWARDING = pod("L2ForwardingCalc", IP, Stage.SWITCHING, 10)
            .matches(ETH_DST)
            .writes(OUT_PORT, OUTPUT_WAY)
            .build();
    static final Table INGRESS_CLASSIFIER = policy("IngressSecurityClassifier", Stage.INGRESS_SECURITY, 10)
            .matches(CT_STATE, HOST_MARK, NODE_PORT, PKT_DESTINATION, HAIRPIN_MARK)
            .opens(POD_CONNECTIVITY, Band.of(Priority.HIGH))
            .build();
    static final Table AP_INGRESS_RULE = policy("AntreaPolicyIngressRule", Stage.INGRESS_SECURITY, 20)
            .matches(CT_STATE)
            .build();
    static final Table INGRESS_RULE_TABLE = policy("IngressRule", Stage.INGRESS_SECURITY, 30)
            .matches(IP_SRC, OUT_PORT, L4_DST, Header.CONJ_ID)
            .writes(INGRESS_RULE, INGRESS_LABEL)
            .build();
    static final Table INGRESS_DEFAULT_RULE = policy("IngressDefaultRule", Stage.INGRESS_SECURITY, 40)
            .matches(OUT_PORT)
            .build();
    static final Table INGRESS_METRIC = policy("IngressMetric", Stage.INGRESS_SECURITY, 50)
            .matches(CT_STATE, INGRESS_LABEL)
            .build();
    static final Table CONNTRACK_COMMIT = pod("ConntrackCommit", IP, Stage.CONNTRACK, 10)
            .matches(CT_STATE, SERVICE_MARK)
            .writes(CONN_SOURCE)
            .build();
    static final Table OUTPUT = pod("Output", IP, Stage.OUTPUT, 20)
            .matches(OUTPUT_WAY, HAIRPIN_MARK)
            .matchesUnwritten(OPERATIONS)
            .opens(SERVICE, Band.of(Priority.HIGH))
            .opens(NETWORK_POLICY, Band.of(Priority.NORMAL))
            .missDrop()
            .build();

    private Tables() {}

    /// All of them, the IPv6 one only when asked for.
    static List<Table> all(boolean ipv6) {
        List<Table> out = new ArrayList<>(List.of(
                ROOT,
                ARP_SPOOF_GUARD,
                ARP_RESPONDER,
                CLASSIFIER,
                SPOOF_GUARD,
                UN_SNAT,
                CONNTRACK_ZONE,
                CONNTRACK_STATE,
                PRE_ROUTING,
                NODE_PORT_MARK,
                SESSION_AFFINITY,
                SERVICE_LB,
                ENDPOINT_DNAT,
                AP_EGRESS_RULE,
                EGRESS_RULE_TABLE,
                EGRESS_DEFAULT_RULE,
                EGRESS_METRIC,
                L3_FORWARDING,
                EGRESS_MARK,
                L3_DEC_TTL,
                SNAT_MARK_TABLE,
                SNAT,
                L2_FORWARDING,
                INGRESS_CLASSIFIER,
                AP_INGRESS_RULE,
                INGRESS_RULE_TABLE,
                INGRESS_DEFAULT_RULE,
                INGRESS_METRIC,
                CONNTRACK_COMMIT,
                OUTPUT));
        if (ipv6) {
            out.add(IPV6);
        }
        return out;
    }

    private static Table.Builder pod(String name, PipelineKind kind, Stage stage, int order) {
        return Table.named(name).in(kind, stage, order).owner(POD_CONNECTIVITY);
    }

    private static Table.Builder service(String name, Stage stage, int order) {
        return Table.named(name).in(IP, stage, order).owner(SERVICE);
    }

    private static Table.Builder policy(String name, Stage stage, int order) {
        return Table.named(name).in(IP, stage, order).owner(NETWORK_POLICY);
    }
}
