package antrea.podnetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.ipam.api.PodAddresses;
import antrea.podnetwork.testing.FakePods;
import antrea.runtime.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls of kubelet from the frame to the answer, on a Node without kernel and switch.
class CniCommandsTest {
    @TempDir
    private Path directory;

    private final FakePods pods = new FakePods();
    private CniCalls calls;

    @BeforeEach
    void start() {
        calls = CniCalls.begin(directory, pods);
    }

    @AfterEach
    void stop() {
        calls.close();
    }

    private Json.Obj done(String command, String version) {
        return calls.done(command, version, "");
    }

    private void silent(String frame) {
        calls.silent(frame);
    }

    private PodAddresses ipam() {
        return calls.parts.ipam();
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
        assertEquals(expected, done("ADD", version).toString());
        assertTrue(pods.interfaces.containsKey(CniCalls.NAME));
    }

    /// What portmap and bandwidth of the chain get is not looked at, nor in the way.
    @Test
    void capabilitiesOfChainedPluginsPass() {
        String more =
                ",\"capabilities\":{\"portMappings\":true,\"bandwidth\":true},\"runtimeConfig\":{\"portMappings\":"
                        + "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}],\"bandwidth\":{\"ingressRate\":1}}";
        calls.done("ADD", "1.0.0", more);
    }

    /// It states the flows again, which costs nothing where they are.
    @Test
    void secondAddGivesTheFirstResult() {
        Json.Obj first = done("ADD", "1.0.0");
        List<String> steps = new ArrayList<>(pods.steps);
        steps.add("flows");
        assertEquals(first, done("ADD", "1.0.0"));
        assertEquals(steps, pods.steps);
        assertEquals(2, ipam().addressesOf(CniCalls.OWNER).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"device", "addresses", "port", "flows"})
    void failedAddLeavesNothingAndNamesThePod(String step) {
        pods.failingStep = step;
        String message = calls.refused("ADD", 102);
        assertTrue(message.contains("shop/web-1") && message.contains(step), message);
        assertEquals(Map.of(), pods.devices);
        assertEquals(Map.of(), pods.ports);
        assertEquals(Map.of(), pods.interfaces);
        assertEquals(Map.of(), ipam().allocations());
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
                "\"type\":\"host-local\"|\"type\":\"\"|2|ipam.type",
                ",\"ipam\":{\"type\":\"host-local\"}|''|2|ipam.type",
                "\"type\":\"host-local\"|\"type\":\"antrea\"|101|featureGates.AntreaIPAM",
                "\"name\":\"antrea\"|\"name\":\"\"|7|name",
                "\"name\":\"antrea\"|\"name\":\"a/b\"|7|a/b",
                "\"type\":\"antrea\"|\"type\":\"\"|7|type",
                "\"ipam\":|\"mtu\":-1,\"ipam\":|7|mtu is -1",
                "\"ipam\":|\"mtu\":4294968796,\"ipam\":|7|mtu is 4294968796",
                "\"config\":{|\"config\":[|6|network configuration",
                "\"name\":\"antrea\",\"type\":\"antrea\",\"ipam\":{\"type\":\"host-local\"}|\"ipam\":[]|6|ipam",
                "IgnoreUnknown=1|nonsense|4|nonsense",
            })
    void badInputIsNamed(String from, String to, int code, String named) {
        String message = calls.refusedFrame(CniCalls.frame("ADD", "1.0.0", "").replace(from, to), code);
        assertTrue(message.contains(named), message);
        assertEquals(Map.of(), ipam().allocations());
    }

    /// As with the gate AntreaIPAM off in the original, but for DEL: what was never made is no reason to keep a Pod.
    @Test
    void addressesFromPoolsAreRefusedAndTheirPodCanGo() {
        String check = CniCalls.frame("CHECK", "1.0.0", ",\"prevResult\":" + done("ADD", "1.0.0"))
                .replace("host-local", "antrea");
        assertTrue(calls.refusedFrame(check, 101).contains("featureGates.AntreaIPAM"));
        silent(CniCalls.frame("DEL", "1.0.0", "").replace("host-local", "antrea"));
    }

    @Test
    void addBeforeTheNetworkIsReadyIsToBeTriedAgain() {
        calls.close();
        calls = CniCalls.begin(directory, pods, new CompletableFuture<>(), Duration.ofMillis(1));
        assertTrue(calls.refused("ADD", 11).contains("not ready"));
        assertEquals(List.of(), pods.steps);
    }

    /// Nothing of the Pod is made before, so that it has no traffic that no policy has seen.
    @Test
    void addIsDoneWhenTheNetworkGetsReadyMeanwhile() throws Exception {
        calls.close();
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Void> ready = new CompletableFuture<>() {
            @Override
            public Void get(long timeout, TimeUnit unit)
                    throws InterruptedException, ExecutionException, TimeoutException {
                waiting.countDown();
                return super.get(timeout, unit);
            }
        };
        calls = CniCalls.begin(directory, pods, ready, Duration.ofSeconds(30));
        CompletableFuture<Json.Obj> answer =
                CompletableFuture.supplyAsync(() -> calls.done("ADD", "1.0.0", ""), Thread::startVirtualThread);
        assertTrue(waiting.await(30, TimeUnit.SECONDS));
        assertEquals(List.of(), pods.steps);
        ready.complete(null);
        assertEquals(2, answer.get(30, TimeUnit.SECONDS).list("ips").size());
        assertTrue(pods.interfaces.containsKey(CniCalls.NAME));
    }

    @Test
    void addOnANodeWhoseNetworkFailedTellsWhy() {
        calls.close();
        calls = CniCalls.begin(
                directory,
                pods,
                CompletableFuture.failedFuture(new IllegalStateException("no such bridge")),
                Duration.ofSeconds(30));
        assertTrue(calls.refused("ADD", 11).contains("no such bridge"));
        assertEquals(List.of(), pods.steps);
    }

    @Test
    void deletionOfTheUnknownSucceeds() {
        silent(CniCalls.frame("DEL", "1.0.0", ""));
        silent(CniCalls.frame("DEL", "0.3.0", ",\"prevResult\":null"));
        silent(CniCalls.frame("DEL", "1.0.0", ",\"prevResult\":\"nonsense\"").replace("/run/netns/x", ""));
        assertEquals(List.of(), pods.steps);
    }

    /// The order of the README; a number that is used again never meets the flows of another one.
    @Test
    void deletionAnswersBeforeTheDeviceIsGone() {
        done("ADD", "1.0.0");
        pods.steps.clear();
        pods.removals = new CountDownLatch(1);
        silent(CniCalls.frame("DEL", "1.0.0", ""));
        assertEquals(List.of("no flows", "no port"), pods.steps);
        assertEquals(
                2,
                ipam().addressesOf(CniCalls.OWNER).size(),
                "the address is not used again before the device is gone");
        pods.removals.countDown();
        done("ADD", "1.0.0"); // waits for the removal
        assertEquals(List.of("no flows", "no port", "no device"), pods.steps.subList(0, 3));
        assertTrue(pods.devices.containsKey(CniCalls.NAME));
        assertEquals(2, ipam().addressesOf(CniCalls.OWNER).size());
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "not within 30 s: " + pods.steps);
            Thread.onSpinWait();
        }
    }

    @Test
    void removalThatFailsIsTriedAgain() {
        done("ADD", "1.0.0");
        pods.stuck.add(CniCalls.NAME);
        silent(CniCalls.frame("DEL", "1.0.0", ""));
        await(pods.tries::hasQueuedThreads);
        assertEquals(2, ipam().addressesOf(CniCalls.OWNER).size());
        pods.stuck.clear();
        pods.tries.release();
        await(() -> ipam().allocations().isEmpty());
        assertEquals(Map.of(), pods.devices);
    }

    /// Nobody may take the port that is left for the network of the Pod.
    @Test
    void whatAFailedAddCouldNotUndoIsRemovedLaterOrByTheNextAdd() {
        pods.failingStep = "flows";
        pods.stuck.add(CniCalls.NAME);
        calls.refused("ADD", 102);
        pods.failingStep = "";
        await(pods.tries::hasQueuedThreads);
        assertTrue(calls.refused("ADD", 11).contains("device busy"));
        assertTrue(pods.devices.containsKey(CniCalls.NAME));
        pods.stuck.clear();
        pods.steps.clear();
        done("ADD", "1.0.0");
        assertEquals("no device", pods.steps.getFirst());
        assertTrue(pods.steps.containsAll(List.of("device", "port", "addresses", "flows")), pods.steps::toString);
        pods.tries.release(); // the thread finds its work done
        assertTrue(pods.interfaces.containsKey(CniCalls.NAME));
        assertTrue(pods.devices.containsKey(CniCalls.NAME));
    }
}
