package antrea.ovsdb.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.MacAddress;
import antrea.ovsdb.OvsdbException;
import antrea.ovsdb.OvsdbException.Reason;
import antrea.proof.ovs.RealOvs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ovs")
class OvsDatabaseTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String BRIDGE = "br-test";
    private static RealOvs ovs;

    private OvsDatabase database;

    @BeforeAll
    @SuppressWarnings("StaticAssignmentInConstructor") // one switch for all tests of the class
    static void startOvs() {
        // Devices of the userspace datapath outlive a switch that is killed; with their namespace they go.
        ovs = RealOvs.startWithin(List.of("unshare", "--net"));
    }

    @AfterAll
    static void stopOvs() {
        ovs.close();
    }

    @BeforeEach
    void open() {
        database = OvsDatabase.open(ovs.dbSocket(), LONG);
        database.ensureBridge(
                BridgeSpec.integration(BRIDGE, "netdev").withOtherConfig(Map.of("datapath-id", "0000aabbccddeeff")));
    }

    @AfterEach
    void close() {
        database.deleteBridge(BRIDGE);
        database.close();
    }

    @Test
    void theBridgeIsMadeAsTheOriginalMakesIt() {
        assertEquals(
                "[\"OpenFlow10\", \"OpenFlow15\"]",
                ovs.vsctl("get", "bridge", BRIDGE, "protocols")
                        .strip()
                        .replace("[OpenFlow10, OpenFlow15]", "[\"OpenFlow10\", \"OpenFlow15\"]"));
        assertEquals("secure", ovs.vsctl("get", "bridge", BRIDGE, "fail_mode").strip());
        assertEquals(
                "netdev", ovs.vsctl("get", "bridge", BRIDGE, "datapath_type").strip());
        Optional<String> id = database.session().replica().await(() -> database.datapathId(BRIDGE), LONG);
        assertEquals(Optional.of("0000aabbccddeeff"), id);
    }

    @Test
    void anExistingBridgeKeepsForeignKeys() {
        ovs.vsctl("set", "bridge", BRIDGE, "external_ids:foreign=1", "fail_mode=standalone");
        database.ensureBridge(new BridgeSpec(
                BRIDGE, "netdev", List.of("OpenFlow15"), "secure", Map.of("roundNum", "3"), Map.of("x", "y")));
        assertEquals(Map.of("foreign", "1", "roundNum", "3"), database.bridgeExternalIds(BRIDGE));
        assertEquals("y", database.bridgeOtherConfig(BRIDGE).get("x"));
        assertEquals("secure", ovs.vsctl("get", "bridge", BRIDGE, "fail_mode").strip());
        database.putBridgeExternalIds(BRIDGE, Map.of("roundNum", "4"));
        assertEquals(Map.of("foreign", "1", "roundNum", "4"), database.bridgeExternalIds(BRIDGE));
    }

    @Test
    void gatewayAndTunnelGetTheirNumbersInOneTransaction() {
        MacAddress mac = MacAddress.parse("0a:00:00:00:00:01");
        database.createPorts(
                BRIDGE,
                List.of(
                        PortSpec.tunnel("tun-test", "geneve", Map.of("remote_ip", "flow", "key", "flow"))
                                .withOfportRequest(1)
                                .withExternalIds(Map.of("antrea-type", "tunnel")),
                        PortSpec.internal("gw-test")
                                .withOfportRequest(2)
                                .withMac(mac)
                                .withExternalIds(Map.of("antrea-type", "gateway"))));
        assertEquals(new OfportResult.Assigned(1), database.awaitOfport("tun-test", LONG));
        assertEquals(new OfportResult.Assigned(2), database.awaitOfport("gw-test", LONG));
        OvsPort gateway = database.port("gw-test").orElseThrow();
        assertEquals(Optional.of(mac), gateway.mac());
        assertEquals(Map.of("antrea-type", "gateway"), gateway.externalIds());
        assertEquals(
                Map.of("remote_ip", "flow", "key", "flow"),
                database.port("tun-test").orElseThrow().options());
        database.setMtuRequest("gw-test", 1450);
        assertEquals(
                "1450", ovs.vsctl("get", "interface", "gw-test", "mtu_request").strip());
        database.setOptions("tun-test", Map.of("remote_ip", "flow", "key", "flow", "csum", "true"));
        assertEquals(
                "\"true\"",
                ovs.vsctl("get", "interface", "tun-test", "options:csum").strip());
    }

    @Test
    void severalPodPortsComeAndGoInOneTransactionEach() {
        List<PortSpec> specs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            names.add("pod-" + i);
            specs.add(PortSpec.internal("pod-" + i)
                    .withExternalIds(Map.of(
                            "antrea-type",
                            "container",
                            "pod-name",
                            "web-" + i,
                            "pod-namespace",
                            "default",
                            "container-id",
                            "c" + i,
                            "attached-mac",
                            "0a:00:00:00:00:02",
                            "ip-address",
                            "10.10.0." + i + ",fd00::" + i)));
        }
        database.createPorts(BRIDGE, specs);
        for (String name : names) {
            assertInstanceOf(OfportResult.Assigned.class, database.awaitOfport(name, LONG));
        }
        assertEquals(
                20,
                database.ports(BRIDGE).stream()
                        .filter(OvsPort::isUp)
                        .filter(p -> p.name().startsWith("pod-"))
                        .count());
        assertEquals(
                "10.10.0.7,fd00::7",
                database.port("pod-7").orElseThrow().externalIds().get("ip-address"));
        database.putPortExternalIds("pod-7", Map.of("pod-name", "other"));
        assertEquals("other", database.port("pod-7").orElseThrow().externalIds().get("pod-name"));
        database.deletePorts(BRIDGE, names);
        assertTrue(database.ports(BRIDGE).stream().noneMatch(p -> p.name().startsWith("pod-")));
        database.deletePorts(BRIDGE, names);
    }

    @Test
    void aPortWithoutDeviceFails() {
        database.createPorts(BRIDGE, List.of(PortSpec.plain("no-such-dev")));
        OfportResult.Failed failed =
                assertInstanceOf(OfportResult.Failed.class, database.awaitOfport("no-such-dev", LONG));
        assertTrue(failed.reason().contains("no-such-dev"), failed::reason);
    }

    @Test
    void aPortThatExistsIsRefusedAndNothingOfTheTransactionIsDone() {
        database.createPorts(BRIDGE, List.of(PortSpec.internal("twice")));
        OvsdbException e = assertThrows(
                OvsdbException.class,
                () -> database.createPorts(BRIDGE, List.of(PortSpec.internal("new"), PortSpec.internal("twice"))));
        assertEquals(Reason.REFUSED, e.reason());
        assertTrue(String.valueOf(e.getMessage()).contains("twice"), String.valueOf(e));
        assertEquals(Optional.empty(), database.port("new"));
    }

    @Test
    void flowRestoreWaitIsReadAndCleared() {
        ovs.vsctl("--no-wait", "set", "open_vswitch", ".", "other_config:flow-restore-wait=true");
        Optional<String> flag = database.session()
                .replica()
                .await(() -> Optional.ofNullable(database.otherConfig().get("flow-restore-wait")), LONG);
        assertEquals(Optional.of("true"), flag);
        database.putOtherConfig(Map.of("another", "1"));
        database.removeOtherConfig(Set.of("flow-restore-wait", "not-there"));
        assertEquals("1", database.otherConfig().get("another"));
        assertEquals(null, database.otherConfig().get("flow-restore-wait"));
    }

    @Test
    void featuresOfTheDatapathAreKnown() {
        database.session().replica().await(() -> database.datapathId(BRIDGE), LONG);
        SwitchControl control = SwitchControl.at(ovs.control(), LONG);
        Map<String, String> features = control.datapathFeatures(BRIDGE);
        assertEquals("Yes", features.get("CT state NAT"));
        assertEquals("Yes", features.get("CT label"));
        OvsdbException e = assertThrows(OvsdbException.class, () -> control.datapathFeatures("nobody"));
        assertTrue(String.valueOf(e.getMessage()).contains("no such bridge"), String.valueOf(e));
    }

    @Test
    void theReplicaIsRightAgainAfterTheDatabaseServerWasAway() {
        database.createPorts(BRIDGE, List.of(PortSpec.internal("before").withVlanTag(5)));
        assertEquals(OptionalInt.of(5), database.port("before").orElseThrow().vlanTag());
        long syncs = database.session().syncCount();
        ovs.killDatabase();
        assertEquals(true, database.port("before").isPresent());
        ovs.restartDatabase();
        database.createPorts(BRIDGE, List.of(PortSpec.internal("after")));
        assertTrue(database.session().syncCount() > syncs);
        assertInstanceOf(OfportResult.Assigned.class, database.awaitOfport("after", LONG));
        assertTrue(database.port("before").isPresent());
    }

    @Test
    void unknownNamesAreNamedInTheFault() {
        OvsdbException e = assertThrows(OvsdbException.class, () -> database.setMtuRequest("nobody", 1400));
        assertEquals(Reason.NO_SUCH_ROW, e.reason());
        assertThrows(OvsdbException.class, () -> database.ports("no-bridge"));
    }
}
