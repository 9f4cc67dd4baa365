package antrea.podnetwork.node;

import static antrea.nodenetwork.node.NodeFields.FROM_LOCAL_POD;
import static antrea.nodenetwork.node.NodeFields.OUTPUT_KIND;
import static antrea.nodenetwork.node.NodeFields.OUTPUT_TO_PORT;
import static antrea.nodenetwork.node.NodeFields.PKT_SOURCE;
import static antrea.nodenetwork.node.NodeFields.REWRITE_MAC;
import static antrea.nodenetwork.node.NodeFields.TARGET_PORT;
import static antrea.pipeline.Priority.HIGH;
import static antrea.pipeline.Priority.LOW;
import static antrea.pipeline.Priority.NORMAL;

import antrea.feature.NodeIdentity;
import antrea.net.IpAddress;
import antrea.net.Ipv6Address;
import antrea.nodenetwork.node.NodeTables;
import antrea.pipeline.Flow;
import antrea.pipeline.Stage;
import antrea.pipeline.Target;
import antrea.podnetwork.api.LocalInterface;
import java.util.ArrayList;
import java.util.List;

/// The flows of one Pod interface: what it may send, and how it is reached. Pure.
final class PodFlows {
    private PodFlows() {}

    static List<Flow> calculate(NodeIdentity node, LocalInterface pod) {
        List<Flow> out = new ArrayList<>();
        out.add(NodeTables.CLASSIFIER
                .flow(LOW)
                .inPort(pod.port())
                .load(PKT_SOURCE, FROM_LOCAL_POD)
                .goTo(Target.stage(Stage.VALIDATION)));
        out.add(NodeTables.L2_FORWARDING_CALC
                .flow(NORMAL)
                .ethDst(pod.mac())
                .load(TARGET_PORT, pod.port())
                .load(OUTPUT_KIND, OUTPUT_TO_PORT)
                .goTo(Target.next()));
        boolean v6 = false;
        for (IpAddress address : pod.addresses()) {
            if (node.gateway().address(address.family()).isPresent()) {
                perAddress(node, pod, address, out);
                v6 |= !address.isV4();
            }
        }
        if (v6) {
            speaks(pod, Ipv6Address.linkLocal(pod.mac()), out);
        }
        return out;
    }

    /// An IPv6 address that a Pod may send from, and tell its neighbours to be its own.
    private static void speaks(LocalInterface pod, IpAddress address, List<Flow> out) {
        out.add(NodeTables.SPOOF_GUARD
                .flow(NORMAL)
                .inPort(pod.port())
                .ethSrc(pod.mac())
                .ipSrc(address)
                .goTo(Target.table(NodeTables.IPV6)));
        out.add(NodeTables.IPV6
                .flow(HIGH)
                .inPort(pod.port())
                .neighbourAdvertisement(address)
                .normal()
                .build());
    }

    private static void perAddress(NodeIdentity node, LocalInterface pod, IpAddress address, List<Flow> out) {
        switch (address.family()) {
            case V4 -> {
                out.add(NodeTables.ARP_SPOOF_GUARD
                        .flow(NORMAL)
                        .inPort(pod.port())
                        .arpSpa(address)
                        .arpSha(pod.mac())
                        .goTo(Target.next()));
                out.add(NodeTables.SPOOF_GUARD
                        .flow(NORMAL)
                        .inPort(pod.port())
                        .ethSrc(pod.mac())
                        .ipSrc(address)
                        .goTo(Target.after(NodeTables.IPV6)));
            }
            case V6 -> speaks(pod, address, out);
        }
        out.add(NodeTables.L3_FORWARDING
                .flow(NORMAL)
                .when(REWRITE_MAC.is(1))
                .ipDst(address)
                .setEthSrc(node.gateway().mac())
                .setEthDst(pod.mac())
                .goTo(Target.table(NodeTables.L3_DEC_TTL)));
    }
}
