package antrea.pipeline.trace;

import antrea.net.Bytes;
import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.Timeouts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/// A table of few words, so that flows meet: clauses, plain flows, flows of a conj_id at any priority, the same
/// match at several priorities. And a packet, which is its registers. The cookie of a flow is its number in the
/// list.
record RandomTable(List<NumericFlow> flows, Map<OxmField, Long> packet) {
    /// The 128-bit register overlaps two of the small ones.
    private static final List<OxmField> FIELDS =
            List.of(OxmField.REG1, OxmField.XXREG3, OxmField.REG5, OxmField.REG13, OxmField.REG15);

    private static final List<U128> MASKS =
            List.of(U128.of(3), U128.of(1), U128.mask(0, 32), new U128(1, 2), new U128(3, 0), U128.mask(64, 2));
    static final Bytes SENT_UP = Bytes.of(7);

    static RandomTable of(Random random) {
        boolean dense = random.nextBoolean();
        Map<OxmField, Long> packet = new LinkedHashMap<>();
        for (OxmField field : FIELDS) {
            if (field.bits() == 32) {
                packet.put(field, dense ? 1L : random.nextInt(4));
            }
        }
        long[] slots = new RandomTable(List.of(), packet).slots();
        Map<Object, NumericFlow> distinct = new LinkedHashMap<>();
        for (int i = random.nextInt(15); i > 0; i--) {
            NumericFlow flow = random.nextInt(4) == 0 ? byId(random) : flow(random, slots);
            distinct.putIfAbsent(List.of(flow.priority(), shape(flow.match())), flow);
        }
        List<NumericFlow> flows = new ArrayList<>();
        for (NumericFlow flow : distinct.values()) {
            flows.add(numbered(flow, flows.size() + 1));
        }
        return new RandomTable(flows, packet);
    }

    private static NumericFlow numbered(NumericFlow flow, int number) {
        return new NumericFlow(0, flow.priority(), flow.match(), flow.actions(), number, Timeouts.NONE);
    }

    /// What two flows have in common that match the same bits alike.
    static Object shape(Match match) {
        Slots.Compiled compiled = Slots.compile(match);
        return List.of(
                Arrays.stream(compiled.slots()).boxed().toList(),
                LongStream.of(compiled.masks()).boxed().toList(),
                LongStream.of(compiled.values()).boxed().toList());
    }

    /// Its match holds for the packet in most of its fields.
    private static NumericFlow flow(Random random, long[] packet) {
        Map<OxmField, FieldMatch> conditions = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            OxmField field = FIELDS.get(random.nextInt(FIELDS.size()));
            U128 all = U128.mask(0, field.bits());
            U128 mask = MASKS.get(random.nextInt(MASKS.size())).and(all);
            boolean fits = random.nextInt(4) > 0;
            U128 value = fits ? Slots.get(packet, field) : new U128(random.nextInt(4), random.nextInt(4));
            // a match names no bit twice: Open vSwitch refuses that
            if (field == OxmField.XXREG3) {
                conditions.remove(OxmField.REG13);
                conditions.remove(OxmField.REG15);
            } else if (field != OxmField.REG1 && field != OxmField.REG5) {
                conditions.remove(OxmField.XXREG3);
            }
            conditions.put(field, new FieldMatch(field, value.and(mask), mask));
        }
        return plain(1 + random.nextInt(4), new Match(List.copyOf(conditions.values())), actions(random));
    }

    private static NumericFlow byId(Random random) {
        Match match = Match.of(FieldMatch.exact(OxmField.CONJ_ID, 1 + random.nextInt(3)));
        return plain(1 + random.nextInt(4), match, sentUp());
    }

    private static NumericFlow plain(int priority, Match match, List<Action> actions) {
        return new NumericFlow(0, priority, match, actions, 0, Timeouts.NONE);
    }

    static List<Action> sentUp() {
        return List.of(new Action.Controller(0xffff, 1, SENT_UP, false));
    }

    private static List<Action> actions(Random random) {
        if (random.nextInt(5) < 2) {
            return sentUp();
        }
        List<Action> out = new ArrayList<>();
        int first = random.nextInt(3);
        for (int i = random.nextInt(2); i >= 0; i--) {
            out.add(new Action.Conjunction(1 + (first + i) % 3, 1 + random.nextInt(2), 2));
        }
        return out;
    }

    /// The registers of the packet in the places that the table reads.
    long[] slots() {
        long[] out = new long[Slots.COUNT];
        packet.forEach((field, value) -> out[Slots.low(field)] = value);
        return out;
    }

    /// The number of the flow that the switch in memory takes, 0 for none.
    int takenInMemory() {
        FlowTable table = new FlowTable();
        flows.forEach(table::put);
        FlowTable.Entry entry = table.lookUp(slots());
        return entry == null ? 0 : (int) entry.flow.cookie();
    }

    /// With fewer flows, as long as it still fails.
    RandomTable shrunk(Predicate<RandomTable> fails) {
        for (int i = 0; i < flows.size(); i++) {
            List<NumericFlow> less = new ArrayList<>(flows);
            less.remove(i);
            RandomTable smaller = new RandomTable(List.copyOf(less), packet);
            if (fails.test(smaller)) {
                return smaller.shrunk(fails);
            }
        }
        return this;
    }

    String describe() {
        StringBuilder out = new StringBuilder("packet " + packet + "\n");
        for (NumericFlow flow : flows) {
            out.append("flow ")
                    .append(flow.cookie())
                    .append(" priority ")
                    .append(flow.priority())
                    .append(' ')
                    .append(flow.match())
                    .append(' ')
                    .append(flow.actions())
                    .append('\n');
        }
        return out.toString();
    }
}
