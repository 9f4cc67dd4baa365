package antrea.pipeline;

import static antrea.pipeline.PipelineKind.ARP;
import static antrea.pipeline.PipelineKind.IP;
import static antrea.pipeline.PipelineKind.MULTICAST;
import static antrea.pipeline.PipelineKind.NON_IP;
import static antrea.pipeline.PipelineKind.ROOT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Every table of Antrea 1.15 with its place, bare of fields.
final class CanonicalTables {
    private CanonicalTables() {}

    static List<Table> all() {
        List<Table> out = new ArrayList<>();
        stage(out, ROOT, Stage.START, "PipelineRootClassifier");
        stage(out, ARP, Stage.VALIDATION, "ARPSpoofGuard");
        stage(out, ARP, Stage.OUTPUT, "ARPResponder");
        ip(out);
        multicast(out);
        stage(out, NON_IP, Stage.CLASSIFIER, "NonIP");
        return out;
    }

    private static void ip(List<Table> out) {
        stage(out, IP, Stage.CLASSIFIER, "Classifier");
        stage(out, IP, Stage.VALIDATION, "SpoofGuard", "IPv6", "PipelineIPClassifier");
        stage(out, IP, Stage.CONNTRACK_STATE, "UnSNAT", "ConntrackZone", "ConntrackState");
        stage(
                out,
                IP,
                Stage.PRE_ROUTING,
                "PreRoutingClassifier",
                "NodePortMark",
                "SessionAffinity",
                "ServiceLB",
                "DSRServiceMark",
                "EndpointDNAT",
                "DNAT");
        stage(
                out,
                IP,
                Stage.EGRESS_SECURITY,
                "EgressSecurityClassifier",
                "AntreaPolicyEgressRule",
                "EgressRule",
                "EgressDefaultRule",
                "EgressMetric");
        stage(out, IP, Stage.ROUTING, "L3Forwarding", "EgressMark", "EgressQoS", "L3DecTTL");
        stage(out, IP, Stage.POST_ROUTING, "SNATMark", "SNAT");
        stage(out, IP, Stage.SWITCHING, "L2ForwardingCalc", "TrafficControl");
        stage(
                out,
                IP,
                Stage.INGRESS_SECURITY,
                "IngressSecurityClassifier",
                "AntreaPolicyIngressRule",
                "IngressRule",
                "IngressDefaultRule",
                "IngressMetric");
        stage(out, IP, Stage.CONNTRACK, "ConntrackCommit");
        stage(out, IP, Stage.OUTPUT, "VLAN", "Output");
    }

    private static void multicast(List<Table> out) {
        stage(
                out,
                MULTICAST,
                Stage.EGRESS_SECURITY,
                "MulticastEgressRule",
                "MulticastEgressMetric",
                "MulticastEgressPodMetric");
        stage(out, MULTICAST, Stage.ROUTING, "MulticastRouting");
        stage(
                out,
                MULTICAST,
                Stage.INGRESS_SECURITY,
                "MulticastIngressRule",
                "MulticastIngressMetric",
                "MulticastIngressPodMetric");
        stage(out, MULTICAST, Stage.OUTPUT, "MulticastOutput");
    }

    private static void stage(List<Table> out, PipelineKind kind, Stage stage, String... names) {
        for (int i = 0; i < names.length; i++) {
            out.add(Table.named(names[i]).in(kind, stage, 10 * (i + 1)).build());
        }
    }

    static List<Table> without(String... names) {
        Set<String> absent = Set.copyOf(Arrays.asList(names));
        return all().stream().filter(t -> !absent.contains(t.name())).toList();
    }

    /// Encapsulation, IPv4, proxy, Antrea policies, Egress; everything else off.
    static List<Table> ofDefaultConfiguration() {
        return without(
                "IPv6",
                "PipelineIPClassifier",
                "NodePortMark",
                "DSRServiceMark",
                "DNAT",
                "EgressSecurityClassifier",
                "EgressQoS",
                "TrafficControl",
                "VLAN",
                "MulticastEgressRule",
                "MulticastEgressMetric",
                "MulticastEgressPodMetric",
                "MulticastRouting",
                "MulticastIngressRule",
                "MulticastIngressMetric",
                "MulticastIngressPodMetric",
                "MulticastOutput",
                "NonIP");
    }
}
