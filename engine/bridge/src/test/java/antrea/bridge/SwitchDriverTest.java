package antrea.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.bridge.testing.FakeSwitch;
import antrea.graph.testing.ManualTime;
import antrea.net.Bytes;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.Timeouts;
import antrea.reconcile.Delta;
import antrea.reconcile.DriverException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SwitchDriverTest {
    private static final long SERVICE = 3L << 40;
    private static final List<Action> OUT = List.of(new Action.Output(1));

    private final FakeSwitch port = new FakeSwitch();
    private final List<String> told = new ArrayList<>();
    private final SwitchDriver driver = driver(Map.of(0, "Root", 10, "ServiceLB"), new UserspaceDatapath());

    private SwitchDriver driver(Map<Integer, String> tableNames, DatapathProfile datapath) {
        CommitListener listener = (operation, count, refused, _) -> told.add(operation + " " + count + " " + refused);
        return new SwitchDriver(port, port, tableNames, datapath, listener, new ManualTime());
    }

    private static FlowPlace place(int table, int inPort) {
        return new FlowPlace(table, 200, Match.of(FieldMatch.exact(OxmField.IN_PORT, inPort)));
    }

    private static SwitchItem.OfFlow flow(int table, int inPort, List<Action> actions) {
        return new SwitchItem.OfFlow(place(table, inPort), actions, SERVICE, Timeouts.NONE);
    }

    private static SwitchItem.OfGroup group(int id, Action... actions) {
        return new SwitchItem.OfGroup(id, GroupMod.Type.SELECT, List.of(new SwitchItem.Bucket(100, List.of(actions))));
    }

    private static SwitchItem.OfMeter meter(int id) {
        return new SwitchItem.OfMeter(new MeterConfig(
                id, MeterConfig.Unit.PACKETS_PER_SECOND, true, List.of(new MeterConfig.DropBand(500, 1000))));
    }

    private static Map<SwitchKey, SwitchItem> items(SwitchItem... items) {
        return List.of(items).stream().collect(Collectors.toMap(SwitchItem::key, item -> item));
    }

    private void lay(FlowPlace place, long cookie, FlowMod.Options options) {
        port.put(place.key(), new FlowMod(FlowMod.Command.ADD, place.key(), OUT, cookie, 0, options));
    }

    private FlowEntry laid(FlowPlace place) {
        return Objects.requireNonNull(port.flows.get(place.key()));
    }

    @Test
    void whatIsAppliedIsReadBackTheSame() {
        Action learn = new Action.Learn(9, 200, 0, 300, 0, SERVICE | 5, true, List.of());
        Map<SwitchKey, SwitchItem> all =
                items(flow(0, 1, OUT), flow(10, 2, List.of(learn)), group(5, new Action.Output(3)), meter(256));
        assertEquals(Map.of(), driver.readActual());
        assertEquals(Map.of(), driver.apply(new Delta<>(all, Map.of(), Map.of())));
        assertEquals(all, driver.readActual());
        long wire = 1L << 48 | SERVICE;
        assertEquals(wire, laid(place(0, 1)).cookie());
        assertEquals(wire | 5, ((Action.Learn) laid(place(10, 2)).actions().getFirst()).cookie());
        assertEquals(Map.of(0, "Root", 10, "ServiceLB"), port.names);
    }

    @Test
    void oneBundleHoldsGroupsThenFlowsThenGroupDeletionsAndMetersGoAround() {
        driver.readActual();
        driver.apply(
                new Delta<>(items(flow(0, 1, OUT), meter(256), group(1)), items(group(2)), items(group(3), meter(7))));
        assertEquals(1, port.bundles.size());
        List<String> order = port.bundles.getFirst().stream()
                .map(message -> message instanceof GroupMod mod ? "group " + mod.command() : "flow")
                .toList();
        assertEquals(List.of("group ADD_OR_MODIFY", "group ADD_OR_MODIFY", "flow", "group DELETE"), order);
        assertEquals(
                List.of(Message.MeterMod.Command.ADD, Message.MeterMod.Command.DELETE),
                port.unbundled.stream()
                        .map(m -> ((Message.MeterMod) m).command())
                        .toList());
    }

    @Test
    void foreignAndTimedFlowsAreLeftAlone() {
        port.round = OptionalInt.of(4);
        lay(place(0, 1), 0, FlowMod.Options.NONE);
        lay(place(0, 2), 0xdeadbeefL, FlowMod.Options.NONE);
        lay(place(9, 3), 4L << 48 | SERVICE | 5, new FlowMod.Options(0, 300, 0, 0));
        lay(place(0, 4), 4L << 48 | SERVICE, FlowMod.Options.NONE);
        assertEquals(Set.of(place(0, 4)), driver.readActual().keySet());
    }

    @Test
    void flowsOfTheStoredRoundAreAdoptedAndOlderOnesAreNotEqualToDesired() {
        port.round = OptionalInt.of(4);
        lay(place(0, 1), 4L << 48 | SERVICE, FlowMod.Options.NONE);
        lay(place(0, 2), 3L << 48 | SERVICE, FlowMod.Options.NONE);
        Map<SwitchKey, SwitchItem> actual = driver.readActual();
        assertEquals(flow(0, 1, OUT), actual.get(place(0, 1)));
        assertTrue(actual.containsKey(place(0, 2)) && !flow(0, 2, OUT).equals(actual.get(place(0, 2))));
        assertEquals(OptionalInt.of(4), port.round);
        driver.apply(new Delta<>(Map.of(), Map.of(), Map.copyOf(actual)));
        assertEquals(Map.of(), port.flows);
    }

    /// A switch that is asked for a whole cookie looks at each flow that has it.
    @Test
    void aDeletionTakesOnlyOursAndDoesNotAskForAWholeCookie() {
        driver.readActual();
        long wire = 1L << 48 | SERVICE;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            lay(place(0, 1), wire ^ 1L << bit, FlowMod.Options.NONE);
            driver.apply(new Delta<>(Map.of(), Map.of(), items(flow(0, 1, OUT))));
            assertEquals(bit != 0, port.flows.containsKey(place(0, 1).key()), "another cookie, by bit " + bit);
        }
        FlowMod sent = (FlowMod) port.bundles.getLast().getFirst();
        assertEquals(~1L, sent.cookieMask());
    }

    @Test
    void anEmptySwitchBeginsANewRoundThatStaysOverReconnects() {
        port.round = OptionalInt.of(4);
        driver.readActual();
        assertEquals(OptionalInt.of(5), port.round);
        driver.readActual();
        assertEquals(OptionalInt.of(5), port.round);
    }

    @Test
    void aForeignFlowInTheSamePlaceIsNotDeleted() {
        driver.readActual();
        FlowKey key = place(0, 1).key();
        lay(place(0, 1), 0xdeadbeefL, FlowMod.Options.NONE);
        driver.apply(new Delta<>(Map.of(), Map.of(), items(flow(0, 1, OUT))));
        assertTrue(port.flows.containsKey(key));
    }

    @Test
    void aRefusedFlowIsNamedWithItsTable() {
        driver.readActual();
        port.bad = message -> message instanceof FlowMod mod && mod.key().table() == 10;
        Map<SwitchKey, String> refused =
                driver.apply(new Delta<>(items(flow(0, 1, OUT), flow(10, 2, OUT)), Map.of(), Map.of()));
        assertEquals(Map.of(place(10, 2), "BAD_ACTION code 9 actions=" + OUT), refused);
        assertEquals("flow table=ServiceLB,priority=200,in_port=0x2", driver.text(place(10, 2)));
        assertEquals(1, port.flows.size());
        assertEquals(List.of("ADD 2 1"), told);
    }

    @Test
    void flowsAreCountedByTableAsReadAndAsCommitted() {
        port.round = OptionalInt.of(4);
        lay(place(10, 1), 4L << 48 | SERVICE, FlowMod.Options.NONE);
        lay(place(10, 2), 0, FlowMod.Options.NONE);
        driver.readActual();
        assertEquals(1, driver.flowCount(10), "a foreign flow is not ours");
        driver.apply(new Delta<>(items(flow(0, 1, OUT), group(3)), items(flow(10, 1, OUT)), Map.of()));
        assertEquals(List.of(1, 1), List.of(driver.flowCount(0), driver.flowCount(10)), "a change adds none");
        port.bad = message -> message instanceof FlowMod mod && mod.key().table() == 10;
        driver.apply(new Delta<>(items(flow(10, 3, OUT)), Map.of(), items(flow(0, 1, OUT))));
        assertEquals(List.of(0, 1), List.of(driver.flowCount(0), driver.flowCount(10)), "a refused one is not there");
        port.flows.clear();
        driver.readActual();
        assertEquals(0, driver.flowCount(10));
    }

    @Test
    void theRestoreWaitIsClearedOnceASession() {
        driver.readActual();
        driver.observeInStep();
        driver.readActual();
        driver.observeInStep();
        assertEquals(1, port.restoreWaitClears);
        port.session++;
        driver.observeInStep();
        assertEquals(1, port.restoreWaitClears, "before the new life's flows were read they cannot be in place");
        driver.readActual();
        driver.observeInStep();
        assertEquals(2, port.restoreWaitClears);
    }

    @Test
    void aRestoreWaitThatCouldNotBeClearedIsClearedLater() {
        driver.readActual();
        port.recordAway = true;
        assertThrows(DriverException.class, driver::observeInStep);
        port.recordAway = false;
        driver.observeInStep();
        assertEquals(1, port.restoreWaitClears);
    }

    @Test
    void aDatabaseThatIsAwayDoesNotHoldUpASwitchThatIsThere() {
        driver.readActual();
        driver.observeInStep();
        port.recordAway = true;
        driver.readActual();
        driver.apply(new Delta<>(items(flow(0, 1, OUT)), Map.of(), Map.of()));
        driver.observeInStep();
        assertEquals(Set.of(place(0, 1).key()), port.flows.keySet());
    }

    @Test
    void aRoundThatCouldNotBeStoredIsNotUsed() {
        port.round = OptionalInt.of(4);
        port.recordAway = true;
        assertThrows(DriverException.class, driver::readActual);
        assertEquals(OptionalInt.of(4), port.round);
        port.recordAway = false;
        driver.readActual();
        assertEquals(OptionalInt.of(5), port.round);
    }

    @Test
    void withoutASessionThePlaneDoesNotAnswer() {
        port.away = true;
        assertThrows(DriverException.class, driver::readActual);
    }

    @Test
    void withoutMetersOfTheDatapathMetersAreLeftOut() {
        SwitchDriver old = driver(Map.of(), new KernelDatapath(false));
        assertEquals(Map.of(), old.readActual());
        assertEquals(Map.of(), old.apply(new Delta<>(items(meter(256)), Map.of(), Map.of())));
        assertEquals(List.of(), port.unbundled);
    }

    @Test
    void anUnreadableFlowEqualsNothingDesired() {
        FlowPlace place = place(0, 1);
        port.flows.put(
                place.key(),
                new FlowEntry(
                        place.key(), 1L << 48 | SERVICE, OUT, FlowMod.Options.NONE, FlowEntry.Counters.ZERO, false));
        port.round = OptionalInt.of(1);
        SwitchItem.OfFlow read = (SwitchItem.OfFlow) driver.readActual().get(place);
        assertTrue(!flow(0, 1, OUT).equals(read));
        assertEquals(
                List.of(new Action.Note(Bytes.EMPTY)),
                Objects.requireNonNull(read).actions());
    }
}
