package antrea.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.testing.RecordedDesired;
import antrea.graph.Dirty;
import antrea.graph.Source;
import antrea.graph.SourceId;
import antrea.graph.testing.ManualCalculation;
import antrea.graph.testing.Rig;
import antrea.graph.testing.State;
import antrea.graph.testing.StateList;
import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowCategory;
import antrea.pipeline.Header;
import antrea.pipeline.PipelineKind;
import antrea.pipeline.Stage;
import antrea.pipeline.Table;
import antrea.reconcile.DesiredKind;
import antrea.reconcile.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract as a feature meets it, with a small one: each Pod is allowed its address.
final class ContractTest {
    private static final SourceId<String, IpAddress> PODS = SourceId.named("pods");
    private static final DesiredKind<String> ROUTES = DesiredKind.named("route");
    private static final FeatureId ID = new FeatureId("SpoofGuard", FeatureId.Maturity.BETA, "Pods keep their address");
    private static final Table TABLE = Table.named("SpoofGuard")
            .in(PipelineKind.IP, Stage.VALIDATION, 0)
            .owner(FlowCategory.POD_CONNECTIVITY)
            .matches(Header.IP_SRC)
            .missDrop()
            .build();

    private static final class SpoofGuard implements NodeFeature {
        @Override
        public FeatureId id() {
            return ID;
        }

        @Override
        public List<Table> tables() {
            return List.of(TABLE);
        }

        @Override
        public void wire(antrea.graph.Calculation in, Desired out) {
            Source<String, IpAddress> pods = in.source(PODS);
            Dirty<String> dirty = new Dirty<>();
            pods.observe((name, _, _) -> dirty.mark(name));
            in.calculator(
                    "SpoofGuard",
                    () -> dirty.drain(name -> {
                        Owner owner = Desired.owner(ID, name);
                        out.flows()
                                .state(
                                        owner,
                                        pods.get(name).map(ContractTest::allowing).stream()
                                                .toList());
                        out.of(ROUTES)
                                .state(
                                        owner,
                                        pods.get(name).map(a -> "to " + a).stream()
                                                .toList());
                    }));
        }
    }

    private static Flow allowing(IpAddress address) {
        return TABLE.flow(200).ipSrc(address).normal().build();
    }

    private record Output(Set<Flow> flows, Set<String> routes) {}

    private static Rig<Output> rig() {
        ManualCalculation calculation = new ManualCalculation();
        RecordedDesired desired = new RecordedDesired();
        new SpoofGuard().wire(calculation.loop(), desired);
        return Rig.of(calculation, () -> new Output(desired.allFlows(), desired.all(ROUTES)));
    }

    @Test
    void aFeatureIsTestedByListsOfStates() {
        IpAddress v4 = IpAddress.parse("10.10.0.5");
        IpAddress v6 = IpAddress.parse("fd00::5");
        State<Output> one =
                State.named("one Pod").with(PODS, "a", v4).expect(new Output(Set.of(allowing(v4)), Set.of("to " + v4)));
        State<Output> two = one.but("a second one, IPv6")
                .with(PODS, "b", v6)
                .expect(new Output(Set.of(allowing(v4), allowing(v6)), Set.of("to " + v4, "to " + v6)));
        State<Output> other = one.but("the Pod has come back with another address")
                .with(PODS, "a", v6)
                .expect(new Output(Set.of(allowing(v6)), Set.of("to " + v6)));
        StateList.of(ContractTest::rig, List.of(one, two, other)).check();
    }

    @Test
    void alphaIsOffByDefault() {
        assertTrue(ID.isOnByDefault());
        assertFalse(new FeatureId("Multicast", FeatureId.Maturity.ALPHA, "").isOnByDefault());
    }

    @Test
    void onlyPausedPacketsAreResumed() {
        List<Message> sent = new ArrayList<>();
        PacketOutPort port = PacketOutPort.over(sent::add);
        PacketOut out = PacketOut.from(3, List.of(), Bytes.of(1));
        port.send(out);
        port.resume(packet(Optional.of(Bytes.of(9))));
        assertEquals(List.of(out, new Message.Resume(Bytes.of(9))), sent);
        assertThrows(IllegalArgumentException.class, () -> port.resume(packet(Optional.empty())));
    }

    private static PacketIn packet(Optional<Bytes> continuation) {
        return new PacketIn(Bytes.of(1), 1, new PacketIn.Origin(0, 0, 1), Match.ANY, Bytes.of(2), continuation);
    }

    @Test
    void aReasonIsOneByte() {
        assertThrows(IllegalArgumentException.class, () -> new PacketInReason(256, "too large"));
    }
}
