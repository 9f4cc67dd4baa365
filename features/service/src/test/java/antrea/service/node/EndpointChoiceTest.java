package antrea.service.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.kube.object.EndpointSlice;
import antrea.kube.object.EndpointSlice.AddressType;
import antrea.kube.object.EndpointSlice.Conditions;
import antrea.kube.object.Meta;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which endpoints answer. Each test runs for both families.
class EndpointChoiceTest {
    private static final EndpointChoice CHOICE = new EndpointChoice(
            "n1",
            Optional.of("west"),
            Set.of(IpAddress.parse("192.168.7.1"), IpAddress.parse("192.168.7.2"), IpAddress.parse("fd00:192:7::2")));

    private static IpAddress ip(IpFamily family, int number) {
        return IpAddress.parse((family == IpFamily.V4 ? "10.0.0." : "fd00::") + number);
    }

    private static EndpointSlice.Endpoint endpoint(
            IpFamily family, int number, String node, Conditions conditions, String... zones) {
        return new EndpointSlice.Endpoint(List.of(ip(family, number)), conditions, node, "", List.of(zones));
    }

    private static EndpointSlice slice(IpFamily family, EndpointSlice.Endpoint... endpoints) {
        return new EndpointSlice(
                Meta.of("ns", "s"),
                family == IpFamily.V4 ? AddressType.IPV4 : AddressType.IPV6,
                List.of(endpoints),
                List.of(
                        EndpointSlice.Port.of("web", Protocol.TCP, 8080),
                        EndpointSlice.Port.of("dns", Protocol.UDP, 5353)));
    }

    private static List<Integer> chosen(IpFamily family, boolean localOnly, boolean byZone, EndpointSlice... slices) {
        EndpointChoice.Wanted wanted = new EndpointChoice.Wanted(family, "web", Protocol.TCP, localOnly, byZone);
        return CHOICE.calculate(List.of(slices), wanted).stream()
                .map(e -> (int) (e.address().value().low() & 0xff))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void readyEndpointsOfTheFamilyAndPortAnswer(IpFamily family) {
        IpFamily other = family == IpFamily.V4 ? IpFamily.V6 : IpFamily.V4;
        EndpointSlice ours = slice(
                family,
                endpoint(family, 1, "n1", Conditions.READY),
                endpoint(family, 2, "n2", Conditions.NOT_READY),
                endpoint(family, 3, "n2", Conditions.SERVING_TERMINATING));
        EndpointSlice others = slice(other, endpoint(other, 4, "n1", Conditions.READY));
        assertEquals(List.of(1), chosen(family, false, false, ours, others));
        assertEquals(
                List.of(),
                CHOICE.calculate(List.of(ours), new EndpointChoice.Wanted(family, "web", Protocol.UDP, false, false)));
        assertEquals(
                5353,
                CHOICE.calculate(List.of(ours), new EndpointChoice.Wanted(family, "dns", Protocol.UDP, false, false))
                        .getFirst()
                        .port());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void leavingEndpointsAnswerWhenNoneIsReady(IpFamily family) {
        EndpointSlice slice = slice(
                family,
                endpoint(family, 1, "n1", Conditions.SERVING_TERMINATING),
                endpoint(family, 2, "n2", Conditions.SERVING_TERMINATING),
                endpoint(family, 3, "n2", new Conditions(false, false, true)));
        assertEquals(List.of(1, 2), chosen(family, false, false, slice));
        assertEquals(List.of(1), chosen(family, true, false, slice));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void localTrafficPolicyTakesThisNodeOnly(IpFamily family) {
        EndpointSlice slice = slice(
                family,
                endpoint(family, 1, "n2", Conditions.READY),
                endpoint(family, 2, "n1", Conditions.SERVING_TERMINATING));
        assertEquals(List.of(2), chosen(family, true, false, slice), "a leaving one here before a ready one there");
        assertEquals(
                List.of(), chosen(family, true, false, slice(family, endpoint(family, 1, "n2", Conditions.READY))));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void hintsCountWhenAllHaveThemAndOneIsOurs(IpFamily family) {
        EndpointSlice.Endpoint west = endpoint(family, 1, "n1", Conditions.READY, "west");
        EndpointSlice.Endpoint east = endpoint(family, 2, "n2", Conditions.READY, "east");
        EndpointSlice.Endpoint none = endpoint(family, 3, "n2", Conditions.READY);
        assertEquals(List.of(1), chosen(family, false, true, slice(family, west, east)));
        assertEquals(List.of(1, 2), chosen(family, false, false, slice(family, west, east)), "not asked for");
        assertEquals(List.of(1, 2, 3), chosen(family, false, true, slice(family, west, east, none)));
        assertEquals(List.of(2), chosen(family, false, true, slice(family, east)), "none for our zone");
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void onlyPodsOfOtherNodesAreRemotePods(IpFamily family) {
        EndpointSlice.Endpoint node = new EndpointSlice.Endpoint(
                List.of(IpAddress.parse(family == IpFamily.V4 ? "192.168.7.2" : "fd00:192:7::2")),
                Conditions.READY,
                "n2",
                "",
                List.of());
        EndpointSlice slice = slice(
                family,
                endpoint(family, 1, "n1", Conditions.READY),
                endpoint(family, 2, "n2", Conditions.READY),
                endpoint(family, 3, "", Conditions.READY),
                node);
        List<Endpoint> out =
                CHOICE.calculate(List.of(slice), new EndpointChoice.Wanted(family, "web", Protocol.TCP, false, false));
        assertEquals(
                List.of(true, false, false, false),
                out.stream().map(Endpoint::local).toList());
        assertEquals(
                List.of(false, true, false, false),
                out.stream().map(Endpoint::remotePod).toList());
    }
}
