package antrea.nodenetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.TrafficMode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeBringUpTest {
    private static NodeBringUp.Wanted wanted(TrafficMode mode, String tunnel) {
        return new NodeBringUp.Wanted(
                "br-int",
                "system",
                "antrea-gw0",
                mode,
                new NodeBringUp.Tunnel(tunnel, 0, true),
                new NodeBringUp.Transport("", List.of()),
                0);
    }

    @Test
    void greTunnelIsRefusedWhereItWouldCarryIpv6() {
        for (TrafficMode mode : List.of(TrafficMode.ENCAP, TrafficMode.HYBRID)) {
            String message = String.valueOf(
                    assertThrows(IllegalStateException.class, () -> NodeBringUp.checkTunnel(wanted(mode, "gre"), true))
                            .getMessage());
            assertTrue(message.contains("tunnelType") && message.contains("geneve"), message);
            NodeBringUp.checkTunnel(wanted(mode, "gre"), false);
            NodeBringUp.checkTunnel(wanted(mode, "vxlan"), true);
        }
        NodeBringUp.checkTunnel(wanted(TrafficMode.NO_ENCAP, "gre"), true);
    }

    @Test
    void tunnelEndsAtTheConfiguredPort() {
        Map<String, String> plain = Map.of("remote_ip", "flow", "key", "flow");
        assertEquals(plain, NodePorts.tunnelOptions(new NodeBringUp.Tunnel("geneve", 0, false)));
        for (String type : List.of("geneve", "vxlan")) {
            assertEquals(
                    Map.of("remote_ip", "flow", "key", "flow", "csum", "true", "dst_port", "7777"),
                    NodePorts.tunnelOptions(new NodeBringUp.Tunnel(type, 7777, true)));
        }
    }
}
