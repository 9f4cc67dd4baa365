package antrea.nodenetwork.node;

import static antrea.nodenetwork.node.NodeFields.PKT_DESTINATION;
import static antrea.nodenetwork.node.NodeFields.TO_GATEWAY;
import static antrea.nodenetwork.node.NodeFields.TO_TUNNEL;
import static antrea.nodenetwork.node.NodeFields.TUNNEL_MAC;
import static antrea.pipeline.Priority.NORMAL;

import antrea.feature.NodeIdentity;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.List;

/// The flows towards one peer Node. Pure.
final class PeerFlows {
    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;

    private PeerFlows() {}

    static List<Flow> calculate(NodeIdentity node, Peer peer, Routing routing) {
        List<Flow> out = new ArrayList<>();
        for (Cidr cidr : peer.podCidrs()) {
            if (node.podCidr(cidr.family()).isEmpty()) {
                continue;
            }
            if (cidr.family().bits() == 32) {
                out.add(answerForGateway(Peer.gatewayOf(cidr)));
            }
            switch (routing.to(peer, cidr.family())) {
                case Routing.Way.Tunnel(IpAddress remote) -> out.add(throughTunnel(node, cidr, remote));
                case Routing.Way.Direct _, Routing.Way.Underlay _ -> out.add(throughGateway(node, cidr));
                case Routing.Way.None _ -> {}
            }
        }
        return out;
    }

    private static Flow throughTunnel(NodeIdentity node, Cidr cidr, IpAddress remote) {
        return NodeTables.L3_FORWARDING
                .flow(NORMAL)
                .ipDst(cidr)
                .setEthSrc(node.gateway().mac())
                .setEthDst(TUNNEL_MAC)
                .setTunnelDst(remote)
                .load(PKT_DESTINATION, TO_TUNNEL)
                .goTo(Target.table(NodeTables.L3_DEC_TTL));
    }

    private static Flow throughGateway(NodeIdentity node, Cidr cidr) {
        return NodeTables.L3_FORWARDING
                .flow(NORMAL)
                .ipDst(cidr)
                .setEthDst(node.gateway().mac())
                .load(PKT_DESTINATION, TO_GATEWAY)
                .goTo(Target.table(NodeTables.L3_DEC_TTL));
    }

    /// The host asks for the peer's gateway as if it were a neighbour; the answer is the MAC address of the
    /// tunnel.
    private static Flow answerForGateway(IpAddress gateway) {
        FlowBuilder flow =
                NodeTables.ARP_RESPONDER.flow(NORMAL).arpOp(ARP_REQUEST).arpTpa(gateway);
        return flow.then(move(OxmField.ETH_SRC, OxmField.ETH_DST))
                .setEthSrc(TUNNEL_MAC)
                .load(FieldMatch.exact(OxmField.ARP_OP, ARP_REPLY))
                .then(move(OxmField.ARP_SHA, OxmField.ARP_THA))
                .load(FieldMatch.exact(OxmField.ARP_SHA, TUNNEL_MAC.bits()))
                .then(move(OxmField.ARP_SPA, OxmField.ARP_TPA))
                .load(FieldMatch.exact(OxmField.ARP_SPA, gateway.value()))
                .outputInPort()
                .build();
    }

    private static Action move(OxmField from, OxmField to) {
        return new Action.Move(BitRange.whole(from), BitRange.whole(to));
    }
}
