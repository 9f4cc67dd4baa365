package antrea.podnetwork.node;

import antrea.feature.Desired;
import antrea.feature.NodeIdentity;
import antrea.graph.Calculation;
import antrea.podnetwork.api.LocalInterface;

/// The flows of Pod interfaces without the CNI server, which needs a real Node.
public final class PodInterfaces {
    private PodInterfaces() {}

    public static void wire(NodeIdentity node, Calculation in, Desired out) {
        in.source(LocalInterface.SOURCE)
                .observe((name, _, after) -> after.ifPresentOrElse(
                        local -> out.flows().state(CniCommands.flowOwner(name), PodFlows.calculate(node, local)),
                        () -> out.flows().withdraw(CniCommands.flowOwner(name))));
    }
}
