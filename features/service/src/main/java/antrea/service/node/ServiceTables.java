package antrea.service.node;

import static antrea.nodenetwork.node.NodeFields.CT_HAIRPIN;
import static antrea.nodenetwork.node.NodeFields.CT_SERVICE;
import static antrea.nodenetwork.node.NodeFields.CT_SNAT;
import static antrea.nodenetwork.node.NodeFields.CT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.PKT_DESTINATION;
import static antrea.nodenetwork.node.NodeFields.PKT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.REWRITE_MAC;
import static antrea.pipeline.FlowCategory.SERVICE;
import static antrea.service.node.ServiceFields.ENDPOINT_IP;
import static antrea.service.node.ServiceFields.ENDPOINT_IPV6;
import static antrea.service.node.ServiceFields.ENDPOINT_PORT;
import static antrea.service.node.ServiceFields.ENDPOINT_STATE;
import static antrea.service.node.ServiceFields.NODE_PORT_ADDRESS;
import static antrea.service.node.ServiceFields.NO_ENDPOINT;
import static antrea.service.node.ServiceFields.REMOTE_ENDPOINT;
import static antrea.service.node.ServiceFields.SERVICE_GROUP;
import static antrea.service.node.ServiceFields.TO_EXTERNAL_ADDRESS;
import static antrea.service.node.ServiceFields.TO_SELECT;

import antrea.pipeline.FlowAction;
import antrea.pipeline.Header;
import antrea.pipeline.PipelineKind;
import antrea.pipeline.Stage;
import antrea.pipeline.Table;
import java.util.ArrayList;
import java.util.List;

/// The tables of Services.
public final class ServiceTables {
    /// Takes back the source translation of replies.
    public static final Table UN_SNAT = Table.named("UnSNAT")
            .in(PipelineKind.IP, Stage.CONNTRACK_STATE, 10)
            .owner(SERVICE)
            .matches(Header.IP_DST)
            .build();

    /// Runs the steps of the choice one after the other.
    public static final Table PRE_ROUTING_CLASSIFIER = Table.named("PreRoutingClassifier")
            .in(PipelineKind.IP, Stage.PRE_ROUTING, 10)
            .owner(SERVICE)
            .build();

    public static final Table NODE_PORT_MARK = Table.named("NodePortMark")
            .in(PipelineKind.IP, Stage.PRE_ROUTING, 20)
            .owner(SERVICE)
            .matches(Header.IP_DST)
            .writes(NODE_PORT_ADDRESS)
            .build();

    /// Holds learned flows: clients that keep their endpoint.
    public static final Table SESSION_AFFINITY = Table.named("SessionAffinity")
            .in(PipelineKind.IP, Stage.PRE_ROUTING, 30)
            .owner(SERVICE)
            .matches(Header.IP_SRC, Header.IP_DST, Header.L4_DST)
            .writes(
                    ENDPOINT_STATE,
                    ENDPOINT_IP,
                    ENDPOINT_IPV6,
                    ENDPOINT_PORT,
                    REMOTE_ENDPOINT,
                    REWRITE_MAC,
                    TO_EXTERNAL_ADDRESS)
            .missRun(FlowAction.load(ENDPOINT_STATE.is(TO_SELECT)))
            .build();

    /// From address and port of a Service to its group, which chooses an endpoint.
    public static final Table SERVICE_LB = Table.named("ServiceLB")
            .in(PipelineKind.IP, Stage.PRE_ROUTING, 40)
            .owner(SERVICE)
            .matches(Header.IP_DST, Header.L4_DST, ENDPOINT_STATE)
            .matchesUnwritten(NODE_PORT_ADDRESS)
            .writes(
                    REWRITE_MAC,
                    ENDPOINT_STATE,
                    ENDPOINT_IP,
                    ENDPOINT_IPV6,
                    ENDPOINT_PORT,
                    REMOTE_ENDPOINT,
                    NO_ENDPOINT,
                    SERVICE_GROUP,
                    TO_EXTERNAL_ADDRESS)
            .build();

    /// Translates the destination. What is for a Service address and has no endpoint by now goes no further.
    public static final Table ENDPOINT_DNAT = Table.named("EndpointDNAT")
            .in(PipelineKind.IP, Stage.PRE_ROUTING, 60)
            .owner(SERVICE)
            .matches(Header.IP_DST, NO_ENDPOINT, ENDPOINT_STATE, ENDPOINT_IP, ENDPOINT_IPV6, ENDPOINT_PORT)
            .writes(ENDPOINT_STATE, CT_SERVICE, CT_SOURCE)
            .build();

    /// Does the source have to be translated, so that the reply comes back here?
    public static final Table SNAT_MARK = Table.named("SNATMark")
            .in(PipelineKind.IP, Stage.POST_ROUTING, 10)
            .owner(SERVICE)
            .matches(Header.CT_STATE, Header.IP_SRC, Header.IP_DST, PKT_SOURCE, PKT_DESTINATION)
            .matchesUnwritten(TO_EXTERNAL_ADDRESS, ServiceFields.DIRECT_RETURN)
            .writes(CT_SNAT, CT_HAIRPIN)
            .build();

    public static final Table SNAT = Table.named("SNAT")
            .in(PipelineKind.IP, Stage.POST_ROUTING, 20)
            .owner(SERVICE)
            .matches(Header.CT_STATE, CT_SNAT, CT_HAIRPIN, PKT_SOURCE)
            .writes(CT_SERVICE, CT_HAIRPIN)
            .build();

    private ServiceTables() {}

    /// The tables of a Node, with or without `proxyAll`.
    public static List<Table> of(ServiceOptions options) {
        List<Table> out = new ArrayList<>(
                List.of(UN_SNAT, PRE_ROUTING_CLASSIFIER, SESSION_AFFINITY, SERVICE_LB, ENDPOINT_DNAT, SNAT_MARK, SNAT));
        if (options.proxyAll()) {
            out.add(NODE_PORT_MARK);
        }
        return out;
    }
}
