package antrea.pipeline.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.IpFamily;
import antrea.net.packet.EthernetFrame;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.Ports;
import antrea.pipeline.GroupType;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.NumericGroup;
import antrea.pipeline.Pipeline;
import antrea.pipeline.corridor.Corridor;
import antrea.pipeline.corridor.Node;
import antrea.pipeline.trace.Arrival;
import antrea.pipeline.trace.Outcome;
import antrea.pipeline.trace.Trace;
import antrea.pipeline.trace.TraceStep;
import antrea.pipeline.trace.TraceSwitch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random packets through the corridor's flows: the trace says of each what the real switch does with it.
@Tag("ovs")
class AgreementTest {
    private static final int PACKETS = 4000;
    private static final int ROUNDS = 4;
    private static final int SHOWN = 8;
    private static final long SEED = 20240115;

    private static final Comparator<RealSwitch.Delivery> BY_PORT = Comparator.comparingInt(RealSwitch.Delivery::port)
            .thenComparing(d -> d.frame().toString());

    private record Sample(Arrival arrival, Trace trace) {}

    private final Corridor corridor = Corridor.of(IpFamily.V4, IpFamily.V6);
    private final Map<Integer, List<Sample>> samples = new TreeMap<>();
    private final Set<NumericFlow> used = new HashSet<>();

    @Test
    void randomPacketsEndWhereTheTraceSays() {
        List<Integer> ports = new ArrayList<>(List.of(Node.TUNNEL, Node.GATEWAY));
        Corridor.PODS.forEach(pod -> ports.add(pod.port()));
        try (RealSwitch real = new RealSwitch(ports)) {
            TraceSwitch traced = new TraceSwitch();
            load(real, traced);
            Traffic traffic = new Traffic(SEED);
            for (int round = 0; round < ROUNDS; round++) {
                chooseBucket(round % 2, real, traced);
                for (int i = 0; i < PACKETS / ROUNDS; i++) {
                    int serial = round * PACKETS / ROUNDS + i + 1;
                    exchange(traffic.next(serial), real, traced, traffic);
                }
            }
            compare(real);
        }
    }

    private void load(RealSwitch real, TraceSwitch traced) {
        Pipeline pipeline = corridor.pipeline;
        List<NumericFlow> flows = new ArrayList<>();
        pipeline.missFlows().forEach(f -> flows.add(pipeline.render(f)));
        corridor.flows.forEach(f -> flows.add(pipeline.render(f)));
        List<NumericGroup> groups =
                corridor.groups.stream().map(pipeline::render).toList();
        real.load(flows, groups);
        flows.forEach(traced::add);
        groups.forEach(traced::add);
    }

    /// Leaves each group one bucket with weight: which one a real switch takes of several is its secret.
    private void chooseBucket(int wanted, RealSwitch real, TraceSwitch traced) {
        for (var group : corridor.groups) {
            NumericGroup numeric = corridor.pipeline.render(group);
            List<NumericGroup.NumericBucket> buckets = new ArrayList<>();
            for (NumericGroup.NumericBucket bucket : numeric.buckets()) {
                int weight = buckets.size() == wanted % numeric.buckets().size() ? 100 : 0;
                buckets.add(new NumericGroup.NumericBucket(weight, bucket.actions()));
            }
            NumericGroup narrowed = new NumericGroup(numeric.id(), GroupType.SELECT, buckets);
            real.modify(narrowed);
            traced.add(narrowed);
        }
    }

    private void exchange(Arrival arrival, RealSwitch real, TraceSwitch traced, Traffic traffic) {
        Trace trace = traced.trace(arrival);
        traffic.observe(trace);
        samples.computeIfAbsent(PacketSerial.of(arrival.frame()), _ -> new ArrayList<>())
                .add(new Sample(arrival, trace));
        for (TraceStep step : trace.steps()) {
            if (step instanceof TraceStep.Hit hit) {
                used.add(hit.flow());
            }
        }
        real.send(arrival);
        if (trace.steps().stream().anyMatch(s -> s instanceof TraceStep.Learned)) {
            real.settle();
        }
    }

    private void compare(RealSwitch real) {
        Map<Integer, List<RealSwitch.Delivery>> delivered = real.deliveries();
        int compared = 0;
        List<String> differences = new ArrayList<>();
        for (Map.Entry<Integer, List<Sample>> e : samples.entrySet()) {
            List<RealSwitch.Delivery> actual = new ArrayList<>(delivered.getOrDefault(e.getKey(), List.of()));
            List<RealSwitch.Delivery> wished = expectedOf(e.getValue());
            actual.sort(BY_PORT);
            compared += wished.size();
            if (!wished.equals(actual)) {
                differences.add("packet " + e.getKey() + " real: " + actual + "\n" + describe(e.getValue()));
            }
        }
        assertEquals(
                List.of(),
                differences.subList(0, Math.min(SHOWN, differences.size())),
                () -> differences.size() + " of " + samples.size() + " packets differ");
        comparePacketIns(real);
        assertTrue(compared > PACKETS / 4, "only " + compared + " packets were delivered at all");
        List<NumericFlow> unused = unused();
        assertTrue(unused.size() < corridor.flows.size() / 5, () -> "never used: " + unused);
    }

    /// Flows that no packet has hit. Clauses of conjunctions are never hit themselves.
    private List<NumericFlow> unused() {
        return corridor.flows.stream()
                .map(corridor.pipeline::render)
                .filter(f -> !used.contains(f))
                .filter(f -> f.actions().stream().noneMatch(a -> a instanceof Action.Conjunction))
                .toList();
    }

    private static List<RealSwitch.Delivery> expectedOf(List<Sample> of) {
        List<RealSwitch.Delivery> out = new ArrayList<>();
        for (Sample sample : of) {
            for (Outcome outcome : sample.trace().outcomes()) {
                if (outcome instanceof Outcome.Sent sent && sent.port() != Ports.NORMAL) {
                    out.add(new RealSwitch.Delivery(sent.port(), sent.packet().frame()));
                }
            }
        }
        out.sort(BY_PORT);
        return out;
    }

    /// Packets to the controller carry their user data and come in order.
    private void comparePacketIns(RealSwitch real) {
        List<Outcome.ToController> expected = new ArrayList<>();
        samples.values()
                .forEach(list -> list.forEach(s -> s.trace().toController().ifPresent(expected::add)));
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (actions(real).size() < expected.size() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        List<PacketIn> actual = actions(real);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < actual.size(); i++) {
            assertEquals(expected.get(i).userdata(), actual.get(i).userdata());
            assertEquals(expected.get(i).table(), actual.get(i).origin().table());
            assertEquals(
                    expected.get(i).packet().frame(),
                    EthernetFrame.parse(actual.get(i).packet().toArray()));
        }
    }

    private static List<PacketIn> actions(RealSwitch real) {
        return real.packetIns().stream().filter(p -> p.userdata().length() > 0).toList();
    }

    private String describe(List<Sample> of) {
        StringBuilder out = new StringBuilder();
        of.forEach(s -> out.append(s.arrival()).append('\n').append(s.trace().describe(corridor.pipeline)));
        return out.toString();
    }
}
