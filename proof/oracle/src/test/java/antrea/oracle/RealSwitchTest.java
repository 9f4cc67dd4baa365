package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.packet.EthernetFrame;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.Ports;
import antrea.pipeline.GroupType;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.NumericGroup;
import antrea.pipeline.trace.Arrival;
import antrea.pipeline.trace.Outcome;
import antrea.pipeline.trace.Trace;
import antrea.pipeline.trace.TraceStep;
import antrea.pipeline.trace.TraceSwitch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A real Open vSwitch with the features' own flows: it takes all of them, and it does with packets what the
/// switch in memory does, so that what the other tests say of packets holds.
@Tag("ovs")
class RealSwitchTest {
    private static final int PACKETS = 2000;
    private static final int ROUNDS = 4;
    private static final int SHOWN = 5;
    private static final long SEED = Long.getLong("oracle.seed", 20240115L);

    private record Sample(Arrival arrival, Trace trace) {}

    @Test
    void everyGoldenIsTakenWhole() {
        try (RealSwitch real = new RealSwitch(List.of(Facts.TUNNEL, Facts.GATEWAY))) {
            for (Path golden : GoldenFlowsTest.Sources.goldenCases()) {
                NodeRig rig = GoldenFlowsTest.rig(golden);
                List<NumericFlow> flows = flows(rig);
                real.clear();
                real.load(flows, groups(rig));
                Set<Object> keys = new HashSet<>();
                flows.forEach(f -> keys.add(f.key()));
                assertEquals(keys.size(), flows.size(), "two flows with one key in " + golden);
                assertEquals(flows.size(), real.dump().size(), () -> golden.toString());
            }
        }
    }

    @Test
    void randomPacketsEndWhereTheTraceSays() {
        ClusterObjects cluster = new ClusterObjects();
        ObjectYaml.read(GoldenFlowsTest.Sources.read(Path.of("src/test/resources/walk.yaml")), "walk.yaml", cluster);
        NodeRig rig = World.of(cluster, Settings.PROXY_ALL).rig("n1");
        List<Integer> ports = new ArrayList<>(List.of(Facts.TUNNEL, Facts.GATEWAY));
        cluster.pods.values().stream()
                .filter(p -> p.nodeName().equals("n1"))
                .forEach(p -> ports.add(Facts.interfaceOf(p).port()));
        try (RealSwitch real = new RealSwitch(ports)) {
            TraceSwitch traced = new TraceSwitch();
            real.load(flows(rig), groups(rig));
            flows(rig).forEach(traced::add);
            RandomTraffic traffic = new RandomTraffic(SEED, cluster, rig);
            List<Sample> samples = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (NumericGroup group : groups(rig)) {
                    NumericGroup one = narrowed(group, round);
                    real.modify(one);
                    traced.add(one);
                }
                for (int i = 0; i < PACKETS / ROUNDS; i++) {
                    Arrival arrival = traffic.next(samples.size() + 1);
                    Trace trace = traced.trace(arrival);
                    traffic.observe(trace);
                    samples.add(new Sample(arrival, trace));
                    real.send(arrival);
                    if (trace.steps().stream().anyMatch(s -> s instanceof TraceStep.Learned)) {
                        real.settle();
                    }
                }
            }
            compare(samples, real, rig);
            comparePacketIns(samples, real);
        }
    }

    private static List<NumericFlow> flows(NodeRig rig) {
        List<NumericFlow> out = new ArrayList<>();
        rig.pipeline.missFlows().forEach(f -> out.add(rig.pipeline.render(f)));
        rig.desired.allFlows().forEach(f -> out.add(rig.pipeline.render(f)));
        return out;
    }

    private static List<NumericGroup> groups(NodeRig rig) {
        return rig.desired.allGroups().stream().map(rig.pipeline::render).toList();
    }

    /// Leaves one bucket with weight: which of several a real switch takes is its secret.
    private static NumericGroup narrowed(NumericGroup group, int round) {
        List<NumericGroup.NumericBucket> buckets = new ArrayList<>();
        for (NumericGroup.NumericBucket bucket : group.buckets()) {
            int weight = buckets.size() == round % group.buckets().size() ? 100 : 0;
            buckets.add(new NumericGroup.NumericBucket(weight, bucket.actions()));
        }
        return new NumericGroup(group.id(), GroupType.SELECT, buckets);
    }

    private static void compare(List<Sample> samples, RealSwitch real, NodeRig rig) {
        Map<Integer, List<RealSwitch.Delivery>> delivered = real.deliveries();
        int compared = 0;
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            List<RealSwitch.Delivery> expected = expectedOf(samples.get(i).trace());
            List<RealSwitch.Delivery> actual = new ArrayList<>(delivered.getOrDefault(i + 1, List.of()));
            actual.sort(Comparator.comparingInt(RealSwitch.Delivery::port));
            compared += expected.size();
            if (!expected.equals(actual)) {
                differences.add("packet " + (i + 1) + " real: " + actual + "\n"
                        + samples.get(i).arrival() + "\n"
                        + samples.get(i).trace().describe(rig.tableNames()));
            }
        }
        assertEquals(
                List.of(),
                differences.subList(0, Math.min(SHOWN, differences.size())),
                () -> differences.size() + " of " + samples.size() + " packets differ");
        assertTrue(compared > PACKETS / 4, "only " + compared + " packets were delivered at all");
    }

    private static List<RealSwitch.Delivery> expectedOf(Trace trace) {
        List<RealSwitch.Delivery> out = new ArrayList<>();
        for (Outcome outcome : trace.outcomes()) {
            if (outcome instanceof Outcome.Sent sent && sent.port() != Ports.NORMAL) {
                out.add(new RealSwitch.Delivery(sent.port(), sent.packet().frame()));
            }
        }
        out.sort(Comparator.comparingInt(RealSwitch.Delivery::port));
        return out;
    }

    /// Packets to the controller carry their user data and come in order.
    private static void comparePacketIns(List<Sample> samples, RealSwitch real) {
        List<Outcome.ToController> expected = new ArrayList<>();
        for (Sample sample : samples) {
            sample.trace().toController().ifPresent(expected::add);
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (sentUp(real).size() < expected.size() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        List<PacketIn> actual = sentUp(real);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < actual.size(); i++) {
            assertEquals(expected.get(i).userdata(), actual.get(i).userdata());
            assertEquals(expected.get(i).table(), actual.get(i).origin().table());
            assertEquals(
                    expected.get(i).packet().frame(),
                    EthernetFrame.parse(actual.get(i).packet().toArray()));
        }
    }

    private static List<PacketIn> sentUp(RealSwitch real) {
        return real.packetIns().stream().filter(p -> p.userdata().length() > 0).toList();
    }
}
