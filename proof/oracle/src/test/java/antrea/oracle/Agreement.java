package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.net.packet.EthernetFrame;
import antrea.openflow.codec.Action;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The flows of one Node in a real switch and in the one in memory, and the same packets through both.
final class Agreement {
    private static final int SHOWN = 5;
    private static final Comparator<Captures.Delivery> BY_PORT = Comparator.comparingInt(Captures.Delivery::port)
            .thenComparing(d -> d.frame().toString());

    private record Sample(Arrival arrival, Trace trace) {}

    /// What was compared. `translated`: packets whose connection was changed by NAT.
    record Numbers(int packets, int tracked, int translated, int delivered, int sentUp, int used, int flows) {
        static final Numbers NONE = new Numbers(0, 0, 0, 0, 0, 0, 0);

        Numbers plus(Numbers other) {
            return new Numbers(
                    packets + other.packets,
                    tracked + other.tracked,
                    translated + other.translated,
                    delivered + other.delivered,
                    sentUp + other.sentUp,
                    used + other.used,
                    flows + other.flows);
        }
    }

    private final RealSwitch real;
    private final NodeRig rig;
    private final TraceSwitch traced = new TraceSwitch();
    private final List<NumericFlow> flows = new ArrayList<>();
    private final List<NumericGroup> groups;
    private final Map<Integer, List<Sample>> samples = new TreeMap<>();
    private final Set<NumericFlow> used = new HashSet<>();

    /// Takes out of the real switch what it had before.
    Agreement(RealSwitch real, NodeRig rig) {
        this.real = real;
        this.rig = rig;
        rig.pipeline.missFlows().forEach(f -> flows.add(rig.pipeline.render(f)));
        rig.desired.allFlows().forEach(f -> flows.add(rig.pipeline.render(f)));
        groups = rig.desired.allGroups().stream().map(rig.pipeline::render).toList();
        real.replace(flows, groups, rig.desired.allMeters());
        flows.forEach(traced::add);
        groups.forEach(traced::add);
    }

    List<NumericFlow> flows() {
        return flows;
    }

    /// Sends that many packets, the first with this serial, in rounds in which every group chooses another bucket:
    /// which of several a real switch takes is its secret.
    void exchange(RandomTraffic traffic, int firstSerial, int packets, int rounds) {
        for (int round = 0; round < rounds; round++) {
            List<NumericGroup> narrowed = new ArrayList<>();
            for (NumericGroup group : groups) {
                narrowed.add(narrowed(group, round));
            }
            real.modify(narrowed);
            narrowed.forEach(traced::add);
            for (int i = round * packets / rounds; i < (round + 1) * packets / rounds; i++) {
                exchange(traffic, firstSerial + i);
            }
        }
    }

    private static NumericGroup narrowed(NumericGroup group, int round) {
        List<NumericGroup.NumericBucket> buckets = new ArrayList<>();
        for (NumericGroup.NumericBucket bucket : group.buckets()) {
            int weight = buckets.size() == round % group.buckets().size() ? 100 : 0;
            buckets.add(new NumericGroup.NumericBucket(weight, bucket.actions()));
        }
        return new NumericGroup(group.id(), GroupType.SELECT, buckets);
    }

    private void exchange(RandomTraffic traffic, int serial) {
        Arrival arrival = traffic.next(serial);
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

    /// Throws [AssertionError] with the packets that differ and their traces.
    Numbers compare() {
        List<Outcome.ToController> toController = new ArrayList<>();
        samples.values()
                .forEach(list -> list.forEach(s -> s.trace().toController().ifPresent(toController::add)));
        List<PacketIn> sentUp = real.packetIns(toController.size());
        Map<Integer, List<Captures.Delivery>> delivered = real.deliveries();
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<Integer, List<Sample>> e : samples.entrySet()) {
            List<Captures.Delivery> expected = expectedOf(e.getValue());
            List<Captures.Delivery> actual = new ArrayList<>(delivered.getOrDefault(e.getKey(), List.of()));
            actual.sort(BY_PORT);
            compared += expected.size();
            if (!expected.equals(actual)) {
                differences.add("packet " + e.getKey() + " real: " + actual + "\n" + describe(e.getValue()));
            }
        }
        assertEquals(
                List.of(),
                differences.subList(0, Math.min(SHOWN, differences.size())),
                () -> differences.size() + " of " + samples.size() + " packets differ");
        compareSentUp(toController, sentUp);
        return numbers(compared, sentUp.size());
    }

    private static List<Captures.Delivery> expectedOf(List<Sample> of) {
        List<Captures.Delivery> out = new ArrayList<>();
        for (Sample sample : of) {
            for (Outcome outcome : sample.trace().outcomes()) {
                if (outcome instanceof Outcome.Sent sent && sent.port() != Ports.NORMAL) {
                    out.add(new Captures.Delivery(sent.port(), sent.packet().frame()));
                }
            }
        }
        out.sort(BY_PORT);
        return out;
    }

    /// Packets to the controller carry their user data and come in order.
    private static void compareSentUp(List<Outcome.ToController> expected, List<PacketIn> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < actual.size(); i++) {
            assertEquals(expected.get(i).userdata(), actual.get(i).userdata());
            assertEquals(expected.get(i).table(), actual.get(i).origin().table());
            assertEquals(
                    expected.get(i).packet().frame(),
                    EthernetFrame.parse(actual.get(i).packet().toArray()));
        }
    }

    private Numbers numbers(int delivered, int sentUp) {
        int packets = 0;
        int tracked = 0;
        int translated = 0;
        for (List<Sample> list : samples.values()) {
            for (Sample sample : list) {
                packets++;
                tracked += sample.trace().steps().stream().anyMatch(s -> s instanceof TraceStep.Tracked) ? 1 : 0;
                translated += isTranslated(sample) ? 1 : 0;
            }
        }
        long hit = flows.stream().filter(used::contains).count();
        long countable = flows.stream()
                .filter(f -> f.actions().stream().noneMatch(a -> a instanceof Action.Conjunction))
                .count();
        return new Numbers(packets, tracked, translated, delivered, sentUp, (int) hit, (int) countable);
    }

    private static boolean isTranslated(Sample sample) {
        EthernetFrame in = sample.arrival().frame();
        return sample.trace()
                .sent()
                .filter(s -> !PacketSerial.ends(s.packet().frame()).equals(PacketSerial.ends(in)))
                .isPresent();
    }

    private String describe(List<Sample> of) {
        StringBuilder out = new StringBuilder();
        of.forEach(s -> out.append(s.arrival()).append('\n').append(s.trace().describe(rig.tableNames())));
        return out.toString();
    }
}
