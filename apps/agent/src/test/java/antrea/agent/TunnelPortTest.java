package antrea.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.agent.config.AgentConfig;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The tunnel and the rules of the host that spare its packets from being tracked speak of one port.
class TunnelPortTest {
    /// `tunnel` 0: Open vSwitch takes the port of the protocol, which is the one of the rules.
    @ParameterizedTest
    @CsvSource({
        "encap,   geneve, 0,    0,    6081",
        "encap,   vxlan,  0,    0,    4789",
        "encap,   geneve, 7777, 7777, 7777",
        "hybrid,  vxlan,  7777, 7777, 7777",
        "encap,   gre,    0,    0,",
        "noEncap, geneve, 7777, 7777,",
    })
    void rulesFollowTheTunnel(String mode, String type, int configured, int tunnel, Integer rules) {
        String yaml = "trafficEncapMode: " + mode + "\ntunnelType: " + type + "\ntunnelPort: " + configured + "\n";
        AgentConfig config = AgentConfig.read(yaml, "antrea-agent.conf", Map.of());
        assertEquals(tunnel, Ground.wanted(config).tunnel().port());
        assertEquals(type, Ground.wanted(config).tunnel().type());
        assertEquals(
                rules == null ? OptionalInt.empty() : OptionalInt.of(rules),
                Features.network(config).tunnelUdpPort());
    }
}
