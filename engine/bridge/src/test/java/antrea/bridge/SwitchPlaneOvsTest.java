package antrea.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.net.IpFamily;
import antrea.openflow.codec.PacketIn;
import antrea.ovsdb.vswitch.SwitchControl;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Target;
import antrea.proof.ovs.RealOvs;
import antrea.reconcile.Outcome;
import antrea.reconcile.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ovs")
final class SwitchPlaneOvsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Owner OTHER = new Owner("test", "other");
    private static final Map<Integer, String> NO_NAMES = Map.of();

    private RealOvs ovs = RealOvs.start();

    @BeforeEach
    void addBridge() {
        ovs.vsctl("set", "Open_vSwitch", ".", "other_config:flow-restore-wait=true");
        ovs.addBridge(OvsRig.BRIDGE);
    }

    @AfterEach
    void end() {
        ovs.close();
    }

    private List<String> flows() {
        return ovs.ofctl(
                        "dump-flows",
                        "--no-stats",
                        ovs.mgmtSocket(OvsRig.BRIDGE).toString())
                .lines()
                .sorted()
                .toList();
    }

    private List<String> groups() {
        return ovs.ofctl("dump-groups", ovs.mgmtSocket(OvsRig.BRIDGE).toString())
                .lines()
                .skip(1)
                .sorted()
                .toList();
    }

    private void ofctl(String command, String argument) {
        ovs.ofctl(command, ovs.mgmtSocket(OvsRig.BRIDGE).toString(), argument);
    }

    private static void awaitUntil(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what);
            }
            Thread.onSpinWait();
        }
    }

    private static Map<SwitchKey, SwitchItem> desired() {
        Map<SwitchKey, SwitchItem> all = new HashMap<>();
        List<Flow> flows = new ArrayList<>(OvsRig.flows());
        flows.addAll(OvsRig.PIPELINE.missFlows());
        for (Flow flow : flows) {
            SwitchItem item = SwitchItem.of(OvsRig.PIPELINE.render(flow));
            all.put(item.key(), item);
        }
        for (Group group : OvsRig.groups()) {
            SwitchItem item = SwitchItem.of(OvsRig.PIPELINE.render(group));
            all.put(item.key(), item);
        }
        return all;
    }

    private static SwitchDriver reader(OvsRig rig) {
        return new SwitchDriver(
                rig.port,
                new OvsBridgeRecord(rig.database, OvsRig.BRIDGE),
                NO_NAMES,
                new UserspaceDatapath(),
                CommitListener.NONE,
                System::nanoTime);
    }

    /// As many endpoints as a Service can have here, written as the Service feature writes them; they come back one
    /// by one, and the group is changed in place, since its flow stays.
    @Test
    void groupWithEightHundredEndpointsIsReadBackAndChangedInPlace() {
        for (IpFamily family : IpFamily.values()) {
            try (OvsRig rig = OvsRig.withAll(ovs)) {
                Flow caller = OvsRig.OUTPUT.flow(100).ip(family).group(70_000).build();
                rig.plane.flows().state(OTHER, List.of(caller));
                for (int endpoints : List.of(800, 500, 1, 800)) {
                    Group group = OvsRig.large(70_000, endpoints, family);
                    rig.plane.groups().state(OTHER, List.of(group));
                    rig.expectRealized(OTHER);
                    SwitchItem wanted = SwitchItem.of(OvsRig.PIPELINE.render(group));
                    assertEquals(wanted, reader(rig).readActual().get(wanted.key()), endpoints + " " + family);
                    assertTrue(flows().toString().contains("group:70000"), "the flow has stayed");
                }
                new DatapathStep(rig.plane, () -> SwitchControl.at(ovs.control(), PATIENCE), PATIENCE).await();
                rig.plane.flows().withdraw(OTHER);
                rig.plane.groups().withdraw(OTHER);
                rig.expectRealized(OTHER);
            }
        }
    }

    @Test
    void whatIsReadBackEqualsWhatWasDesiredInEveryKindOfFlowAndGroup() {
        try (OvsRig rig = OvsRig.withAll(ovs)) {
            SwitchDriver reader = reader(rig);
            Map<SwitchKey, SwitchItem> actual = new HashMap<>(reader.readActual());
            SwitchItem meter = actual.remove(new SwitchKey.OfMeter(256));
            desired().forEach((key, item) -> assertEquals(item, actual.get(key), reader.text(key)));
            assertEquals(desired().keySet(), actual.keySet());
            assertTrue(String.valueOf(meter).contains("DropBand[rate=500, burstSize=1000]"), String.valueOf(meter));
            assertEquals(Map.of(256, 0L), rig.port.meterDrops());
            assertTrue(rig.plane.health().isHealthy());
            assertEquals("1", rig.database.bridgeExternalIds(OvsRig.BRIDGE).get("roundNum"));
            assertFalse(rig.database.otherConfig().containsKey("flow-restore-wait"));
            assertTrue(flows().toString().contains("table=ServiceLB") || names().contains("ServiceLB"), names());
        }
    }

    private String names() {
        return ovs.ofctl("dump-table-features", ovs.mgmtSocket(OvsRig.BRIDGE).toString());
    }

    @Test
    void anAgentThatRestartsAdoptsWhatIsThereAndTouchesOnlyDifferences() {
        List<String> before;
        try (OvsRig first = OvsRig.withAll(ovs)) {
            Flow leftover = OvsRig.ROOT.flow(100).ip(IpFamily.V4).drop();
            first.plane.flows().state(OTHER, List.of(leftover));
            first.expectRealized(OTHER);
            before = flows();
        }
        try (OvsRig second = new OvsRig(ovs)) {
            second.calculation.loop().post(second::stateAll);
            second.calculation.settle();
            awaitUntil(() -> second.plane.health().pendingCount() == 1, "the leftover is found");
            assertEquals(before, flows());
            Flow wanted = OvsRig.ROOT.flow(101).ip(IpFamily.V6).drop();
            second.plane.flows().state(OTHER, List.of(wanted));
            second.calculation.sync();
            second.expectRealized(OTHER);
            second.expectRealized(OvsRig.OWNER);
            List<String> gone = new ArrayList<>(before);
            gone.removeAll(flows());
            List<String> added = new ArrayList<>(flows());
            added.removeAll(before);
            assertEquals(1, gone.size(), gone.toString());
            assertEquals(1, added.size(), added.toString());
            assertEquals("1", second.database.bridgeExternalIds(OvsRig.BRIDGE).get("roundNum"));
        }
    }

    @Test
    void aSwitchThatCrashesHasTheSameFlowsAndGroupsAfterwards() {
        try (OvsRig rig = OvsRig.withAll(ovs)) {
            List<String> flows = flows();
            List<String> groups = groups();
            ovs.killVswitchd();
            ovs.vsctl("--no-wait", "set", "Open_vSwitch", ".", "other_config:flow-restore-wait=true");
            ovs.restartVswitchd();
            awaitUntil(() -> !rig.database.otherConfig().containsKey("flow-restore-wait"), "replayed after the crash");
            assertEquals(flows, flows());
            assertEquals(groups, groups());
        }
    }

    @Test
    void foreignFlowsStayAndOldRoundsGo() {
        ofctl("add-flow", "cookie=0xdeadbeef,table=0,priority=7,tcp actions=drop");
        ofctl("add-flow", "table=0,priority=8,tcp actions=drop");
        ofctl("add-flow", "cookie=0x7010000000000,table=0,priority=9,tcp actions=drop");
        ovs.vsctl("set", "bridge", OvsRig.BRIDGE, "external_ids:roundNum=8");
        try (OvsRig rig = OvsRig.withAll(ovs)) {
            String all = String.join("\n", flows());
            assertTrue(all.contains("priority=7,tcp"), all);
            assertTrue(all.contains("priority=8,tcp"), all);
            assertFalse(all.contains("priority=9,tcp"), all);
            assertTrue(all.contains("cookie=0x9010000000000"), all);
            assertEquals("9", rig.database.bridgeExternalIds(OvsRig.BRIDGE).get("roundNum"));
        }
    }

    @Test
    void aBadFlowDoesNotHoldUpTheOthersAndComesInWhenItsReasonIsGone() {
        try (OvsRig rig = OvsRig.withAll(ovs)) {
            Owner bad = new Owner("test", "bad");
            rig.plane
                    .flows()
                    .state(
                            bad,
                            List.of(OvsRig.OUTPUT
                                    .flow(100)
                                    .ip(IpFamily.V4)
                                    .group(99)
                                    .build()));
            rig.plane
                    .flows()
                    .state(OTHER, List.of(OvsRig.ROOT.flow(100).ip(IpFamily.V4).drop()));
            rig.expectRealized(OTHER);
            Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, rig.await(bad));
            assertTrue(refused.reasons().toString().contains("flow table=Output,priority=100"), refused.toString());
            assertFalse(rig.plane.health().isHealthy());
            Group late = new Group(99, antrea.pipeline.GroupType.SELECT, OvsRig.OUTPUT, List.of());
            rig.plane.groups().state(OTHER, List.of(late));
            rig.expectRealized(OTHER);
            awaitUntil(() -> rig.plane.health().isHealthy(), "retried");
            rig.expectRealized(bad);
        }
    }

    @Test
    void aDamagedGroupAndWhatFellWithADeletedOneAreRepaired() {
        try (OvsRig rig = OvsRig.withAll(ovs)) {
            List<String> flows = flows();
            List<String> groups = groups();
            ofctl("mod-group", "group_id=5,type=select,bucket=weight:1,actions=drop");
            ofctl("del-groups", "group_id=6");
            assertTrue(flows().size() < flows.size());
            rig.plane.resync();
            awaitUntil(() -> flows().equals(flows) && groups().equals(groups), "repaired");
        }
    }

    @Test
    void groupsChangeInPlaceAndFlowsThatUseThemStay() {
        try (OvsRig rig = OvsRig.withAll(ovs)) {
            List<String> flows = flows();
            List<Group> changed = new ArrayList<>(OvsRig.groups());
            Group first = changed.getFirst();
            changed.set(
                    0,
                    new Group(
                            first.id(),
                            first.type(),
                            first.calledFrom(),
                            first.buckets().subList(0, 1)));
            rig.plane.groups().state(OvsRig.OWNER, changed);
            rig.expectRealized(OvsRig.OWNER);
            assertEquals(flows, flows());
            assertEquals(1, String.join("\n", groups()).split("0xa0a010[56]", -1).length - 1);
        }
    }

    @Test
    void aFlowAndItsGroupComeInOneBatchAndGoInOne() {
        try (OvsRig rig = OvsRig.withAll(ovs)) {
            List<String> flows = flows();
            List<String> groups = groups();
            Group group = new Group(
                    50,
                    antrea.pipeline.GroupType.SELECT,
                    OvsRig.SERVICE,
                    List.of(Group.Bucket.of(100, antrea.pipeline.FlowAction.resubmit(Target.table(OvsRig.RULES)))));
            rig.plane
                    .flows()
                    .state(
                            OTHER,
                            List.of(OvsRig.SERVICE
                                    .flow(100)
                                    .ip(IpFamily.V6)
                                    .group(50)
                                    .build()));
            rig.plane.groups().state(OTHER, List.of(group));
            rig.expectRealized(OTHER);
            assertEquals(flows.size() + 1, flows().size());
            rig.plane.flows().withdraw(OTHER);
            rig.plane.groups().withdraw(OTHER);
            rig.expectRealized(OTHER);
            assertEquals(flows, flows());
            assertEquals(groups, groups());
        }
    }

    @Test
    void aPacketThatAFlowSendsUpReachesItsOwnerAlsoAfterACrash() throws InterruptedException {
        try (OvsRig rig = OvsRig.withAll(ovs)) {
            ovs.addPort(OvsRig.BRIDGE, "p1", 1);
            Flow up = OvsRig.CLASSIFIER
                    .flow(300)
                    .inPort(1)
                    .controller(Bytes.of(1, 7))
                    .build();
            rig.plane.flows().state(OTHER, List.of(up));
            rig.expectRealized(OTHER);
            expectPacketUp(rig);
            ovs.killVswitchd();
            ovs.restartVswitchd();
            awaitUntil(() -> flows().toString().contains("userdata=01.07"), "replayed after the crash");
            expectPacketUp(rig);
        }
    }

    private void expectPacketUp(OvsRig rig) throws InterruptedException {
        String udp = "in_port(1),eth(src=0a:00:00:00:00:05,dst=0a:00:00:00:00:01),eth_type(0x0800),"
                + "ipv4(src=10.10.1.5,dst=10.10.1.6,proto=17,tos=0,ttl=64,frag=no),udp(src=1,dst=2)";
        ovs.appctl("netdev-dummy/receive", "p1", udp);
        PacketIn packet = Objects.requireNonNull(rig.packets.poll(10, TimeUnit.SECONDS));
        assertEquals(Bytes.of(1, 7), packet.userdata());
        assertEquals(1, packet.inPort());
    }
}
