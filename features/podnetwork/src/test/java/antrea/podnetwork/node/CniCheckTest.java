package antrea.podnetwork.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.RouteEntry;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.podnetwork.api.LocalInterface;
import antrea.podnetwork.testing.FakePods;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CHECK after an ADD: first all is well, then one thing is damaged and must be named.
class CniCheckTest {
    private static final MacAddress OTHER = MacAddress.parse("02:00:00:00:00:99");

    @TempDir
    private Path directory;

    private final FakePods pods = new FakePods();
    private CniCalls calls;
    private String added;

    @BeforeEach
    void add() {
        calls = CniCalls.begin(directory, pods);
        added = calls.done("ADD", "1.0.0", "").toString();
        calls.silent(check(added));
    }

    @AfterEach
    void stop() {
        calls.close();
    }

    private static String check(String previous) {
        return CniCalls.frame("CHECK", "1.0.0", ",\"prevResult\":" + previous);
    }

    private void different(String... words) {
        String message = calls.refusedFrame(check(added), 103);
        assertTrue(message.contains("shop/web-1"), message);
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private void inside(UnaryOperator<Sandbox> damage) {
        pods.devices.replaceAll((_, inside) -> damage.apply(inside));
    }

    private static Sandbox with(Sandbox inside, Link link) {
        return new Sandbox(link, inside.addresses(), inside.routes());
    }

    /// In a chain `prevResult` is that of the last plug-in, which adds interfaces, addresses of them, and routes.
    @ParameterizedTest
    @ValueSource(strings = {"0.4.0", "1.0.0"})
    void resultOfAChainIsComparedByWhatIsOurs(String version) {
        String first = calls.done("ADD", version, "").toString();
        String chained = first.replace("\"interfaces\":[", "\"interfaces\":[{\"name\":\"bwp123\",\"mac\":\"\"},")
                .replace("\"interface\":1", "\"interface\":2")
                .replace("\"ips\":[", "\"ips\":[{\"interface\":0,\"address\":\"192.0.2.7/24\"},");
        calls.silent(CniCalls.frame("CHECK", version, ",\"prevResult\":" + chained));
    }

    @Test
    void versionsWithoutCheckHaveNothingToCheck() {
        calls.silent(CniCalls.frame("CHECK", "0.3.1", ""));
    }

    @Test
    void portThatIsGoneIsNamed() {
        pods.ports.clear();
        different("port");
    }

    @Test
    void portWithoutNumberIsNamed() {
        LocalInterface local =
                Optional.ofNullable(pods.interfaces.get(CniCalls.NAME)).orElseThrow();
        pods.ports.put(CniCalls.NAME, FakePods.port(local, OptionalInt.empty()));
        different(CniCalls.NAME, "number");
    }

    @Test
    void hostEndThatIsGoneIsNamed() {
        pods.hostEnds.clear();
        different("host interface " + CniCalls.NAME);
    }

    @Test
    void hostEndWithAnotherMacIsNamed() {
        pods.hostEnds.put(CniCalls.NAME, FakePods.link(FakePods.HOST_INDEX, CniCalls.NAME, OTHER, FakePods.POD_INDEX));
        different(CniCalls.NAME, OTHER.toString(), FakePods.HOST_MAC.toString());
    }

    @Test
    void hostEndOfAnotherPairIsNamed() {
        pods.hostEnds.put(CniCalls.NAME, FakePods.link(77, CniCalls.NAME, FakePods.HOST_MAC, FakePods.POD_INDEX));
        different("eth0", CniCalls.NAME, "pair");
    }

    @Test
    void interfaceThatIsGoneFromThePodIsNamed() {
        pods.devices.clear();
        different("no eth0");
    }

    @Test
    void namespaceThatIsGoneIsNamed() {
        pods.namespaces.clear();
        different("/run/netns/x");
    }

    @Test
    void interfaceWithAnotherMacIsNamed() {
        inside(i -> with(i, FakePods.link(FakePods.POD_INDEX, "eth0", OTHER, FakePods.HOST_INDEX)));
        different("eth0", OTHER.toString(), FakePods.MAC.toString());
    }

    @ParameterizedTest
    @CsvSource({"10.1.0.2/24,10.1.0.2/25", "10.1.0.2/24,10.1.0.3/24", "fd00:1::2/64,fd00:1::3/64"})
    void addressThatIsNotThereIsNamed(String given, String found) {
        inside(i -> new Sandbox(
                i.link(),
                i.addresses().stream()
                        .map(a -> a.toString().equals(given) ? AddressWithPrefix.parse(found) : a)
                        .collect(Collectors.toSet()),
                i.routes()));
        different(given, found);
    }

    @Test
    void podWithoutAddressesIsNamed() {
        inside(i -> new Sandbox(i.link(), Set.of(), i.routes()));
        different("10.1.0.2/24");
    }

    @ParameterizedTest
    @EnumSource
    void defaultRouteThatIsGoneIsNamed(IpFamily family) {
        inside(i -> new Sandbox(
                i.link(),
                i.addresses(),
                i.routes().stream()
                        .filter(r -> !r.destination().equals(Cidr.all(family)))
                        .toList()));
        different("route to " + Cidr.all(family), "missing");
    }

    @Test
    void defaultRouteOverAnotherGatewayIsNamed() {
        RouteEntry other =
                RouteEntry.over(FakePods.POD_INDEX, Cidr.all(IpFamily.V4)).via(IpAddress.parse("10.1.0.9"));
        inside(i -> new Sandbox(i.link(), i.addresses(), List.of(other)));
        different("0.0.0.0/0", "10.1.0.1", "10.1.0.9");
    }

    /// What was handed back is not what this Pod was given.
    @ParameterizedTest
    @CsvSource({
        "10.1.0.2/24,10.1.0.9/24,10.1.0.9/24",
        "02:00:00:00:00:02,02:00:00:00:00:98,02:00:00:00:00:98",
        "02:00:00:00:00:01,02:00:00:00:00:98,02:00:00:00:00:98",
        "web-1-a9993e,web-2-a9993e,web-1-a9993e",
        "/run/netns/x,/run/netns/y,/run/netns/y",
    })
    void foreignResultIsNamed(String from, String to, String named) {
        added = added.replace(from, to);
        different(named);
    }

    @Test
    void resultThatCannotBeCheckedByIsInvalid() {
        assertTrue(calls.refused("CHECK", 2).contains("prevResult"));
        assertTrue(calls.refusedFrame(check(added.replace("\"eth0\"", "\"eth1\"")), 7)
                .contains("eth0"));
        assertTrue(calls.refusedFrame(check(added.replace("\"interface\":1", "\"interface\":7")), 7)
                .contains("ips[0].interface is 7"));
    }

    @Test
    void addressThatIsNoLongerAllocatedIsAFaultOfIpam() {
        calls.parts.ipam().release(CniCalls.OWNER);
        assertTrue(calls.refusedFrame(check(added), 101).contains("shop/web-1"));
    }
}
