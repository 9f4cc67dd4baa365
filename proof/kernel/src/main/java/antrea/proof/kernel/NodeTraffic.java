package antrea.proof.kernel;

import antrea.feature.TrafficMode;
import java.util.OptionalInt;

/// How Pods of different Nodes reach each other.
///
/// @param tunnel `geneve` or `vxlan`; of no meaning in modes without a tunnel
record NodeTraffic(TrafficMode mode, String tunnel) {
    private static final int GENEVE = 6081;
    private static final int VXLAN = 4789;

    /// What the agent's configuration has by default.
    static final NodeTraffic DEFAULT = new NodeTraffic(TrafficMode.ENCAP, "geneve");

    OptionalInt tunnelPort() {
        if (mode == TrafficMode.NO_ENCAP) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(tunnel.equals("vxlan") ? VXLAN : GENEVE);
    }
}
