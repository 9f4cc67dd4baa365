package antrea.nodenetwork.node;

import static antrea.nodenetwork.node.NodeFields.CT_HAIRPIN;
import static antrea.nodenetwork.node.NodeFields.CT_SERVICE;
import static antrea.nodenetwork.node.NodeFields.CT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.FROM_EXTERNAL;
import static antrea.nodenetwork.node.NodeFields.OUTPUT_KIND;
import static antrea.nodenetwork.node.NodeFields.PKT_DESTINATION;
import static antrea.nodenetwork.node.NodeFields.PKT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.REWRITE_MAC;
import static antrea.nodenetwork.node.NodeFields.TARGET_PORT;
import static antrea.nodenetwork.node.NodeFields.TO_GATEWAY;
import static antrea.pipeline.FlowCategory.DEFAULT;
import static antrea.pipeline.FlowCategory.NETWORK_POLICY;
import static antrea.pipeline.FlowCategory.POD_CONNECTIVITY;
import static antrea.pipeline.FlowCategory.SERVICE;

import antrea.net.IpFamily;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Band;
import antrea.pipeline.Field;
import antrea.pipeline.FlowAction;
import antrea.pipeline.Header;
import antrea.pipeline.PipelineKind;
import antrea.pipeline.Priority;
import antrea.pipeline.Stage;
import antrea.pipeline.Table;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The tables that every packet walks, whatever features are on.
public final class NodeTables {
    /// What a packet-in of the policies carries in the register of operations; matched by their rows in [#OUTPUT].
    public static final Field PACKET_IN_OPERATIONS = Field.of("PacketInOperations", OxmField.REG0, 25, 7);

    /// Protocol dispatch.
    public static final Table PIPELINE_ROOT_CLASSIFIER = Table.named("PipelineRootClassifier")
            .in(PipelineKind.ROOT, Stage.START, 10)
            .owner(DEFAULT)
            .missDrop()
            .build();

    /// A port speaks only for its own addresses.
    public static final Table ARP_SPOOF_GUARD = Table.named("ARPSpoofGuard")
            .in(PipelineKind.ARP, Stage.VALIDATION, 10)
            .owner(POD_CONNECTIVITY)
            .matches(Header.IN_PORT, Header.ARP)
            .missDrop()
            .build();

    /// Answers for the gateways of peer Nodes.
    public static final Table ARP_RESPONDER = Table.named("ARPResponder")
            .in(PipelineKind.ARP, Stage.OUTPUT, 10)
            .owner(POD_CONNECTIVITY)
            .matches(Header.ARP)
            .writes(Header.ETH_SRC, Header.ETH_DST, Header.ARP)
            .missDrop()
            .build();

    /// Where does the packet come from?
    public static final Table CLASSIFIER = Table.named("Classifier")
            .in(PipelineKind.IP, Stage.CLASSIFIER, 10)
            .owner(POD_CONNECTIVITY)
            .matches(Header.IN_PORT, Header.IP_SRC)
            .writes(PKT_SOURCE, REWRITE_MAC, FROM_EXTERNAL)
            .missDrop()
            .build();

    /// A port sends only from its own addresses.
    public static final Table SPOOF_GUARD = Table.named("SpoofGuard")
            .in(PipelineKind.IP, Stage.VALIDATION, 10)
            .owner(POD_CONNECTIVITY)
            .matches(Header.IN_PORT, Header.ETH_SRC, Header.IP_SRC)
            .missDrop()
            .build();

    /// Neighbour discovery and multicast of IPv6 are switched as they are; but a Pod speaks for nobody else, and is no
    // router.
    public static final Table IPV6 = Table.named("IPv6")
            .in(PipelineKind.IP, Stage.VALIDATION, 20)
            .owner(POD_CONNECTIVITY)
            .matches(Header.IN_PORT, Header.ICMP, Header.ND, Header.IP_DST, PKT_SOURCE)
            .build();

    /// Looks the connection up.
    public static final Table CONNTRACK_ZONE = Table.named("ConntrackZone")
            .in(PipelineKind.IP, Stage.CONNTRACK_STATE, 20)
            .owner(POD_CONNECTIVITY)
            .build();

    /// Branches on the state of the connection.
    public static final Table CONNTRACK_STATE = Table.named("ConntrackState")
            .in(PipelineKind.IP, Stage.CONNTRACK_STATE, 30)
            .owner(POD_CONNECTIVITY)
            .matches(Header.CT_STATE)
            .matchesUnwritten(CT_SERVICE)
            .writes(REWRITE_MAC)
            .opens(SERVICE, Band.of(Priority.LOW))
            .missRun(FlowAction.goTo(Target.stage(Stage.PRE_ROUTING)))
            .build();

    /// Next hop: MAC addresses and tunnel destination.
    public static final Table L3_FORWARDING = Table.named("L3Forwarding")
            .in(PipelineKind.IP, Stage.ROUTING, 10)
            .owner(POD_CONNECTIVITY)
            .matches(Header.IP_DST, Header.CT_STATE, PKT_SOURCE, REWRITE_MAC, CT_SOURCE)
            .matchesUnwritten(CT_SERVICE)
            .writes(Header.ETH_SRC, Header.ETH_DST, Header.TUN_DST, PKT_DESTINATION)
            .opens(SERVICE, Band.of(Priority.LOW))
            .missRun(FlowAction.load(PKT_DESTINATION.is(TO_GATEWAY)), FlowAction.goTo(Target.stage(Stage.SWITCHING)))
            .build();

    public static final Table L3_DEC_TTL = Table.named("L3DecTTL")
            .in(PipelineKind.IP, Stage.ROUTING, 40)
            .owner(POD_CONNECTIVITY)
            .matches(PKT_SOURCE)
            .writes(Header.IP_TTL)
            .build();

    /// Which port has that MAC address?
    public static final Table L2_FORWARDING_CALC = Table.named("L2ForwardingCalc")
            .in(PipelineKind.IP, Stage.SWITCHING, 10)
            .owner(POD_CONNECTIVITY)
            .matches(Header.ETH_DST)
            .writes(TARGET_PORT, OUTPUT_KIND)
            .build();

    /// Remembers the connection and where it came from.
    public static final Table CONNTRACK_COMMIT = Table.named("ConntrackCommit")
            .in(PipelineKind.IP, Stage.CONNTRACK, 10)
            .owner(POD_CONNECTIVITY)
            .matches(Header.CT_STATE)
            .matchesUnwritten(CT_SERVICE)
            .writes(CT_SOURCE)
            .build();

    public static final Table OUTPUT = Table.named("Output")
            .in(PipelineKind.IP, Stage.OUTPUT, 20)
            .owner(POD_CONNECTIVITY)
            .matches(OUTPUT_KIND)
            .matchesUnwritten(CT_HAIRPIN, PACKET_IN_OPERATIONS)
            .opens(SERVICE, Band.of(Priority.HIGH))
            .opens(NETWORK_POLICY, Band.of(Priority.NORMAL))
            .missDrop()
            .build();

    private NodeTables() {}

    /// The tables of a Node that speaks these families.
    public static List<Table> of(Set<IpFamily> families) {
        List<Table> out = new ArrayList<>(List.of(
                PIPELINE_ROOT_CLASSIFIER,
                CLASSIFIER,
                SPOOF_GUARD,
                CONNTRACK_ZONE,
                CONNTRACK_STATE,
                L3_FORWARDING,
                L3_DEC_TTL,
                L2_FORWARDING_CALC,
                CONNTRACK_COMMIT,
                OUTPUT));
        if (families.contains(IpFamily.V4)) {
            out.add(ARP_SPOOF_GUARD);
            out.add(ARP_RESPONDER);
        }
        if (families.contains(IpFamily.V6)) {
            out.add(IPV6);
        }
        return out;
    }
}
