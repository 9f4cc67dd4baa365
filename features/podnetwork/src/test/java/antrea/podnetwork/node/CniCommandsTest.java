package antrea.podnetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.testing.RecordedDesired;
import antrea.feature.testing.SampleNode;
import antrea.ipam.node.AddressOwner;
import antrea.ipam.node.HostLocal;
import antrea.kube.object.Meta;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.runtime.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls of kubelet from the frame to the answer, on a Node without kernel and switch.
class CniCommandsTest {
    private static final String NAME = "web-1-a9993e";
    private static final AddressOwner OWNER = new AddressOwner("abc", "eth0");

    @TempDir
    private Path directory;

    private final FakePods pods = new FakePods();
    private HostLocal ipam;
    private CniServer server;

    @BeforeEach
    void start() {
        begin(CompletableFuture.completedFuture(null));
    }

    private void begin(CompletableFuture<?> networkReady) {
        ipam = HostLocal.open(directory.resolve("addresses"));
        Path socket = directory.resolve("cni.sock");
        PodNetworkOptions options = new PodNetworkOptions("br-int", socket, "", false, Duration.ofMillis(1));
        CniCommands commands = new CniCommands(SampleNode.N1, parts(), new RecordedDesired(), networkReady, options);
        server = CniServer.start(socket, commands);
    }

    private CniCommands.Parts parts() {
        return new CniCommands.Parts(ipam, pods, pods, pods);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String frame(String command, String version, String more) {
        return """
                {"command":"%s","containerId":"abc","netns":"/run/netns/x","ifname":"eth0",
                 "args":"IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-1","path":"/opt/cni/bin",
                 "config":{"cniVersion":"%s","name":"antrea","type":"antrea","ipam":{"type":"host-local"}%s}}""".formatted(command, version, more);
    }

    private Json.Obj answer(String frame) {
        return server.answer(frame.getBytes(StandardCharsets.UTF_8)).asObject("answer");
    }

    private Json.Obj done(String frame) {
        Json.Obj answer = answer(frame);
        assertEquals(0, answer.number("exit"), answer::toString);
        return answer.object("output");
    }

    /// CHECK and DEL print nothing.
    private void silent(String frame) {
        Json.Obj answer = answer(frame);
        assertEquals("{\"exit\":0,\"output\":null}", answer.toString());
    }

    private String refused(String frame, int code) {
        Json.Obj answer = answer(frame);
        assertEquals(1, answer.number("exit"), answer::toString);
        assertEquals(code, answer.object("output").number("code"), answer::toString);
        return answer.object("output").text("msg");
    }

    private static String result(String version, String four, String six) {
        return "{\"cniVersion\":\"" + version + "\",\"interfaces\":["
                + "{\"name\":\"web-1-a9993e\",\"mac\":\"02:00:00:00:00:01\"},"
                + "{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:02\",\"sandbox\":\"/run/netns/x\"}],"
                + "\"ips\":[{" + four + "\"interface\":1,\"address\":\"10.1.0.2/24\",\"gateway\":\"10.1.0.1\"},{"
                + six + "\"interface\":1,\"address\":\"fd00:1::2/64\",\"gateway\":\"fd00:1::1\"}],"
                + "\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"10.1.0.1\"},{\"dst\":\"::/0\",\"gw\":\"fd00:1::1\"}],"
                + "\"dns\":{}}";
    }

    /// The whole text: CNI specification 0.3.0 to 0.4.0 name the family of an address, 1.0.0 does not.
    @ParameterizedTest
    @ValueSource(strings = {"0.3.0", "0.3.1", "0.4.0", "1.0.0"})
    void resultIsThatOfTheAskedVersion(String version) {
        boolean named = !version.equals("1.0.0");
        String expected = result(version, named ? "\"version\":\"4\"," : "", named ? "\"version\":\"6\"," : "");
        assertEquals(expected, done(frame("ADD", version, "")).toString());
        assertTrue(pods.interfaces.containsKey(NAME));
    }

    /// What portmap and bandwidth of the chain get is not looked at, nor in the way.
    @Test
    void capabilitiesOfChainedPluginsPass() {
        String more =
                ",\"capabilities\":{\"portMappings\":true,\"bandwidth\":true},\"runtimeConfig\":{\"portMappings\":"
                        + "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}],\"bandwidth\":{\"ingressRate\":1}}";
        done(frame("ADD", "1.0.0", more));
    }

    /// In a chain `prevResult` is that of the last plug-in, which adds interfaces of its own.
    @ParameterizedTest
    @ValueSource(strings = {"0.4.0", "1.0.0"})
    void checkComparesWithTheResultOfTheChain(String version) {
        String added = done(frame("ADD", version, "")).toString();
        String chained = added.replace("\"interfaces\":[", "\"interfaces\":[{\"name\":\"bwp123\",\"mac\":\"\"},");
        silent(frame("CHECK", version, ",\"prevResult\":" + chained));
        String message =
                refused(frame("CHECK", version, ",\"prevResult\":" + added.replace("10.1.0.2", "10.1.0.9")), 103);
        assertTrue(message.contains("shop/web-1") && message.contains("10.1.0.9"), message);
        assertTrue(refused(frame("CHECK", version, ""), 2).contains("prevResult"));
    }

    @Test
    void checkFindsWhatElseIsNotAsItWasMade() {
        String added = done(frame("ADD", "1.0.0", "")).toString();
        String check = frame("CHECK", "1.0.0", ",\"prevResult\":" + added);
        silent(check);
        String other = frame(
                "CHECK", "1.0.0", ",\"prevResult\":" + added.replace(FakePods.MAC.toString(), "02:00:00:00:00:99"));
        assertTrue(refused(other, 103).contains("02:00:00:00:00:99"));
        pods.gateways = Set.of(IpAddress.parse("10.1.0.1"));
        assertTrue(refused(check, 103).contains("default route via fd00:1::1"));
        pods.gateways = Set.of(IpAddress.parse("10.1.0.1"), IpAddress.parse("fd00:1::1"));
        pods.macInside = MacAddress.parse("02:00:00:00:00:77");
        assertTrue(refused(check, 103).contains("02:00:00:00:00:77"));
        pods.macInside = FakePods.MAC;
        silent(check);
        pods.devices.clear();
        assertTrue(refused(check, 103).contains("host end " + NAME));
    }

    @Test
    void checkOfAContainerWithoutPortNamesThePod() {
        String added = done(frame("ADD", "1.0.0", "")).toString();
        silent(frame("DEL", "1.0.0", ""));
        String message = refused(frame("CHECK", "1.0.0", ",\"prevResult\":" + added), 103);
        assertTrue(message.contains("shop/web-1"), message);
    }

    @Test
    void secondAddGivesTheFirstResult() {
        Json.Obj first = done(frame("ADD", "1.0.0", ""));
        List<String> steps = List.copyOf(pods.steps);
        assertEquals(first, done(frame("ADD", "1.0.0", "")));
        assertEquals(steps, pods.steps);
        assertEquals(2, ipam.addressesOf(OWNER).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"device", "addresses", "port", "flows"})
    void failedAddLeavesNothingAndNamesThePod(String step) {
        pods.failingStep = step;
        String message = refused(frame("ADD", "1.0.0", ""), 102);
        assertTrue(message.contains("shop/web-1") && message.contains(step), message);
        assertEquals(Map.of(), pods.devices);
        assertEquals(Map.of(), pods.ports);
        assertEquals(Map.of(), pods.interfaces);
        assertEquals(Map.of(), ipam.allocations());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"command\":\"ADD\"|\"command\":\"FLY\"|4|FLY",
                "/run/netns/x|/run/netns/none|102|/run/netns/none",
                "\"1.0.0\"|\"2.0.0\"|1|2.0.0",
                "\"type\":\"antrea\"|\"type\":\"calico\"|2|calico",
                "\"type\":\"host-local\"|\"type\":\"dhcp\"|2|dhcp",
                "\"config\":{|\"config\":[|6|network configuration",
                "IgnoreUnknown=1|nonsense|4|nonsense",
            })
    void badInputIsNamed(String from, String to, int code, String named) {
        String message = refused(frame("ADD", "1.0.0", "").replace(from, to), code);
        assertTrue(message.contains(named), message);
        assertEquals(Map.of(), ipam.allocations());
    }

    @Test
    void addBeforeTheNetworkIsReadyIsToBeTriedAgain() {
        server.close();
        begin(new CompletableFuture<>());
        refused(frame("ADD", "1.0.0", ""), 11);
        assertEquals(List.of(), pods.steps);
    }

    @Test
    void deletionOfTheUnknownSucceeds() {
        silent(frame("DEL", "1.0.0", ""));
        silent(frame("DEL", "0.3.0", ",\"prevResult\":null"));
        silent(frame("DEL", "1.0.0", ",\"prevResult\":\"nonsense\"").replace("/run/netns/x", ""));
        assertEquals(List.of(), pods.steps);
    }

    /// The order of the README; a number that is used again never meets the flows of another one.
    @Test
    void deletionAnswersBeforeTheDeviceIsGone() {
        done(frame("ADD", "1.0.0", ""));
        pods.steps.clear();
        pods.removals = new CountDownLatch(1);
        silent(frame("DEL", "1.0.0", ""));
        assertEquals(List.of("no flows", "no port"), pods.steps);
        assertEquals(2, ipam.addressesOf(OWNER).size(), "the address is not used again before the device is gone");
        pods.removals.countDown();
        done(frame("ADD", "1.0.0", "")); // waits for the removal
        assertEquals(List.of("no flows", "no port", "no device"), pods.steps.subList(0, 3));
        assertTrue(pods.devices.containsKey(NAME));
        assertEquals(2, ipam.addressesOf(OWNER).size());
    }

    @Test
    void startFindsWhatACrashLeftOfARemoval() {
        done(frame("ADD", "1.0.0", ""));
        pods.removals = new CountDownLatch(1);
        silent(frame("DEL", "1.0.0", ""));
        assertTrue(pods.devices.containsKey(NAME));
        ipam = HostLocal.open(directory.resolve("addresses")); // another life; the removal of the first is stuck
        assertEquals(Set.of(), PodsAtStart.takeUp(Map.of(), parts()).again());
        assertEquals(Map.of(), pods.devices);
        assertEquals(Map.of(), ipam.allocations());
        pods.removals.countDown();
    }

    @Test
    void startKeepsThePodsThatAreAndRemovesThoseGoneFromTheApi() {
        done(frame("ADD", "1.0.0", ""));
        done(frame("ADD", "1.0.0", "").replace("\"abc\"", "\"def\"").replace("web-1", "web-2"));
        assertEquals(2, pods.ports.size());
        ObjectKey kept = new ObjectKey("shop", "web-1");
        PodsAtStart start = PodsAtStart.takeUp(Map.of(kept, Pod.of(Meta.of("shop", "web-1"))), parts());
        assertEquals(Set.of(), start.again());
        assertEquals(List.of(NAME), List.copyOf(pods.ports.keySet()));
        assertEquals(List.of(NAME), List.copyOf(pods.devices.keySet()));
        assertEquals(List.of(NAME), List.copyOf(pods.interfaces.keySet()));
        assertEquals(Set.of(NAME), pods.withoutIp);
        assertEquals(2, ipam.addressesOf(OWNER).size());
        assertEquals(2, ipam.allocations().size());
    }

    @Test
    void removalThatFailsAtStartHindersNoOtherAndIsTriedAgain() {
        done(frame("ADD", "1.0.0", ""));
        done(frame("ADD", "1.0.0", "").replace("\"abc\"", "\"def\"").replace("web-1", "web-2"));
        pods.failingStep = "no port " + NAME;
        PodsAtStart start = PodsAtStart.takeUp(Map.of(), parts());
        Set<String> left = start.again();
        assertEquals(1, left.size(), left::toString);
        assertTrue(left.iterator().next().contains("shop/web-1"), left::toString);
        assertEquals(Set.of(NAME), pods.ports.keySet());
        pods.failingStep = "";
        assertEquals(Set.of(), start.again());
        assertEquals(Map.of(), pods.ports);
        assertEquals(Map.of(), pods.devices);
        assertEquals(Map.of(), ipam.allocations());
    }

    @Test
    void portThatGetsItsNumberLaterIsTakenUpThen() {
        done(frame("ADD", "1.0.0", ""));
        OvsPort port = Objects.requireNonNull(pods.ports.get(NAME));
        pods.ports.put(NAME, FakePods.withoutNumber(port));
        Map<ObjectKey, Pod> known = Map.of(new ObjectKey("shop", "web-1"), Pod.of(Meta.of("shop", "web-1")));
        PodsAtStart start = PodsAtStart.takeUp(known, parts());
        assertEquals(Map.of(), pods.interfaces);
        assertEquals(Set.of("port without number " + NAME), start.again());
        pods.ports.put(NAME, port);
        assertEquals(Set.of(), start.again());
        assertEquals(Set.of(NAME), pods.interfaces.keySet());
    }
}
