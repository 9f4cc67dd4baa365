package antrea.openflow.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MultipartRequest;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.testing.FakeSwitch;
import antrea.openflow.testing.MessageSamples;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenFlowSessionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Path socket;
    private FakeSwitch fake;

    @SuppressWarnings("NullAway.Init") // JUnit fills the fields before any test.
    OpenFlowSessionTest() {}

    @BeforeEach
    void listen() {
        socket = directory.resolve("br.mgmt");
        fake = FakeSwitch.listen(socket);
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private OpenFlowSession open() {
        return OpenFlowSession.open(ConnectionSettings.of(socket), _ -> {});
    }

    private static FlowMod flow(int port, Action... actions) {
        Match match = Match.of(FieldMatch.exact(OxmField.IN_PORT, port));
        return FlowMod.add(new FlowKey(0, 100, match), List.of(actions), 0x10);
    }

    /// Looks again and again: neither the end of a session nor a message at the fake switch wakes a test that waits.
    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in time: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void bundleIsAppliedWhole() {
        try (OpenFlowSession session = open()) {
            assertEquals(new Outcome.Committed(), session.bundle(List.of(flow(1), flow(2))));
            assertEquals(2, fake.flows().size());
        }
    }

    @Test
    void emptyBundleSendsNothing() {
        try (OpenFlowSession session = open()) {
            int before = fake.received().size();
            assertEquals(new Outcome.Committed(), session.bundle(List.of()));
            assertEquals(before, fake.received().size());
        }
    }

    @Test
    void bundleWithAMessageThatTheSwitchCannotDecodeIsDiscardedAndNamed() {
        ErrorMessage error = new ErrorMessage(ErrorMessage.BAD_MATCH, 9, Bytes.EMPTY);
        fake.refuse(message -> message.equals(flow(2)) ? Optional.of(error) : Optional.empty());
        try (OpenFlowSession session = open()) {
            Outcome outcome = session.bundle(List.of(flow(1), flow(2), flow(3)));
            assertEquals(new Outcome.Refused(List.of(new Outcome.Refusal(1, error))), outcome);
            assertEquals(Map.of(), fake.flows());
            assertTrue(fake.received().stream()
                    .anyMatch(m -> m instanceof Message.BundleControl control
                            && control.kind() == Message.BundleControl.Kind.DISCARD_REQUEST));
        }
    }

    @Test
    void bundleThatFailsAtCommitNamesTheMessage() {
        try (OpenFlowSession session = open()) {
            Outcome outcome = session.bundle(List.of(flow(1), flow(2, new Action.Group(7))));
            Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, outcome);
            assertEquals(1, refused.refusals().getFirst().index());
            assertEquals(Map.of(), fake.flows());
        }
    }

    @Test
    void manyThreadsBundleAtOnceOnOneSession() throws InterruptedException, ExecutionException {
        try (OpenFlowSession session = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                List<Message> messages = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    messages.add(flow(i * 100 + j));
                }
                outcomes.add(threads.submit(() -> session.bundle(messages)));
            }
            for (Future<Outcome> outcome : outcomes) {
                assertEquals(new Outcome.Committed(), outcome.get());
            }
            assertEquals(2000, fake.flows().size());
        }
    }

    @Test
    void unbundledMessagesNameTheRefusedOnes() {
        try (OpenFlowSession session = open()) {
            GroupMod group = GroupMod.add(1, GroupMod.Type.ALL, List.of());
            Outcome outcome = session.unbundled(List.of(group, group, flow(1, new Action.Group(1))));
            Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, outcome);
            assertEquals(
                    List.of(1),
                    refused.refusals().stream().map(Outcome.Refusal::index).toList());
            assertEquals(1, fake.flows().size());
        }
    }

    @Test
    void listIsReadBack() {
        try (OpenFlowSession session = open()) {
            session.bundle(List.of(flow(1), flow(2, new Action.DecTtl())));
            SwitchState state = new SwitchState(session);
            assertEquals(2, state.flows(MultipartRequest.FlowFilter.ALL).size());
            assertEquals(
                    0, state.flows(MultipartRequest.FlowFilter.byCookie(1, -1)).size());
            assertEquals("Output", state.nameTables(Map.of(7, "Output")).get(7).name());
        }
    }

    @Test
    void exceptionOfThePartReaderComesToTheCaller() {
        try (OpenFlowSession session = open()) {
            MultipartRequest request = new MultipartRequest.Flows(MultipartRequest.FlowFilter.ALL);
            OpenFlowException fault = assertThrows(
                    OpenFlowException.class,
                    () -> session.list(request, _ -> {
                        throw new IllegalStateException("full");
                    }));
            assertTrue(String.valueOf(fault.getMessage()).contains("full"), fault::toString);
            session.barrier();
        }
    }

    /// An error (type 1) that is cut off after its header.
    private static byte[] cutError(int xid) {
        return ByteBuffer.allocate(9)
                .put((byte) 6)
                .put((byte) 1)
                .putShort((short) 9)
                .putInt(xid)
                .array();
    }

    @Test
    void bundleWithAnErrorThatCannotBeReadIsDiscarded() {
        fake.garble((message, xid) ->
                message instanceof Message.BundleAdd add && add.message().equals(flow(2))
                        ? Optional.of(cutError(xid))
                        : Optional.empty());
        try (OpenFlowSession session = open()) {
            assertThrows(OpenFlowException.class, () -> session.bundle(List.of(flow(1), flow(2), flow(3))));
            assertEquals(Map.of(), fake.flows());
            assertEquals(new Outcome.Committed(), session.bundle(List.of(flow(1), flow(3))));
        }
    }

    @Test
    void anErrorThatCannotBeReadIsNoSuccessOutsideABundleEither() {
        fake.garble((message, xid) -> message.equals(flow(2)) ? Optional.of(cutError(xid)) : Optional.empty());
        try (OpenFlowSession session = open()) {
            assertThrows(OpenFlowException.class, () -> session.unbundled(List.of(flow(1), flow(2))));
            assertEquals(new Outcome.Committed(), session.unbundled(List.of(flow(1), flow(3))));
        }
    }

    @Test
    void anAnswerThatCannotBeReadFailsOnlyWhoWaitsForIt() {
        fake.garble((message, xid) ->
                message instanceof Message.FeaturesRequest ? Optional.of(cutError(xid)) : Optional.empty());
        try (OpenFlowSession session = open()) {
            OpenFlowException fault =
                    assertThrows(OpenFlowException.class, () -> session.request(new Message.FeaturesRequest()));
            assertEquals(OpenFlowException.Code.REFUSED, fault.code());
            session.barrier();
            assertTrue(session.isOpen());
        }
    }

    @Test
    void aStreamOutOfStepEndsTheSessionAndItsWaiters() {
        try (OpenFlowSession session = open()) {
            fake.garble((message, _) ->
                    message instanceof Message.BarrierRequest ? Optional.of(new byte[64]) : Optional.empty());
            OpenFlowException fault = assertThrows(OpenFlowException.class, session::barrier);
            assertEquals(OpenFlowException.Code.DISCONNECTED, fault.code());
            assertFalse(session.isOpen());
        }
    }

    @Test
    void waitersFailAtOnceWhenTheLineBreaks() throws InterruptedException, ExecutionException {
        try (OpenFlowSession session = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            fake.fallSilent();
            Future<Boolean> waiting = threads.submit(() -> {
                OpenFlowException fault = assertThrows(OpenFlowException.class, session::barrier);
                return fault.code() == OpenFlowException.Code.DISCONNECTED;
            });
            await("the request at the switch", () -> fake.received().getLast() instanceof Message.BarrierRequest);
            fake.dropSessions();
            assertTrue(waiting.get());
            assertFalse(session.isOpen());
            assertThrows(OpenFlowException.class, session::barrier);
        }
    }

    @Test
    void silentSwitchCountsAsDeadAfterTheDeadline() throws InterruptedException {
        ConnectionSettings hasty = new ConnectionSettings(
                socket, Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(20), 0);
        try (OpenFlowSession session = OpenFlowSession.open(hasty, _ -> {})) {
            await("an echo", () -> fake.received().stream().anyMatch(Message.EchoRequest.class::isInstance));
            assertTrue(session.isOpen());
            fake.fallSilent();
            await("the end of the session", () -> !session.isOpen());
        }
    }

    @Test
    void switchThatStopsReadingCountsAsDeadAlthoughASenderWaitsForRoom() {
        ConnectionSettings hasty = new ConnectionSettings(
                socket, Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(20), 0);
        List<FlowMod> more = IntStream.range(0, 100_000).mapToObj(i -> flow(i)).toList();
        try (OpenFlowSession session = OpenFlowSession.open(hasty, _ -> {})) {
            fake.hang();
            OpenFlowException fault = assertThrows(OpenFlowException.class, () -> session.bundle(more));
            assertEquals(OpenFlowException.Code.DISCONNECTED, fault.code());
            assertFalse(session.isOpen());
        }
    }

    @Test
    void requestWithoutAnswerTimesOutAndEndsTheSession() {
        ConnectionSettings hasty = new ConnectionSettings(
                socket, Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMillis(200), 0);
        try (OpenFlowSession session = OpenFlowSession.open(hasty, _ -> {})) {
            fake.fallSilent();
            OpenFlowException fault = assertThrows(OpenFlowException.class, session::barrier);
            assertEquals(OpenFlowException.Code.TIMED_OUT, fault.code());
            assertFalse(session.isOpen());
        }
    }

    @Test
    void missingSocketIsAFaultThatNamesIt() {
        Path nowhere = directory.resolve("nowhere");
        OpenFlowException fault = assertThrows(
                OpenFlowException.class, () -> OpenFlowSession.open(ConnectionSettings.of(nowhere), _ -> {}));
        assertEquals(OpenFlowException.Code.DISCONNECTED, fault.code());
        assertTrue(String.valueOf(fault.getMessage()).contains("nowhere"));
    }

    @Test
    void connectionReplaysAfterEachNewSessionAndHearsPackets() throws InterruptedException {
        List<String> story = new CopyOnWriteArrayList<>();
        CompletableFuture<PacketIn> heard = new CompletableFuture<>();
        PacketIn packet = new MessageSamples(new Random(3)).packetIn();
        SwitchListener listener = new SwitchListener() {
            @Override
            public void onConnected(OpenFlowSession session) {
                session.bundle(List.of(flow(1)));
                story.add("connected");
            }

            @Override
            public void onDisconnected(String reason) {
                story.add("disconnected");
            }

            @Override
            public void onPacketIn(PacketIn in) {
                heard.complete(in);
                throw new IllegalStateException("a listener that fails harms nobody");
            }
        };
        try (OpenFlowConnection connection = OpenFlowConnection.start(ConnectionSettings.of(socket), listener)) {
            await("the first replay", () -> story.equals(List.of("connected")));
            fake.crash();
            await("the second replay", () -> story.equals(List.of("connected", "disconnected", "connected")));
            assertEquals(1, fake.flows().size());
            fake.send(packet);
            assertEquals(packet, heard.join());
            connection.awaitSession(PATIENCE).orElseThrow().barrier();
        }
        await("the end", () -> story.size() == 4);
    }

    @Test
    void connectionWaitsForASwitchThatComesLater() throws InterruptedException {
        fake.close();
        try (OpenFlowConnection connection =
                OpenFlowConnection.start(ConnectionSettings.of(socket), new SwitchListener() {})) {
            assertTrue(connection.session().isEmpty());
            assertTrue(connection.awaitSession(Duration.ofMillis(30)).isEmpty());
            fake = FakeSwitch.listen(socket);
            assertTrue(connection.awaitSession(PATIENCE).isPresent());
        }
    }

    @Test
    void closingEndsTheWaitForASession() throws ExecutionException, InterruptedException {
        fake.close();
        CompletableFuture<Boolean> found;
        try (OpenFlowConnection connection =
                OpenFlowConnection.start(ConnectionSettings.of(socket), new SwitchListener() {})) {
            found = CompletableFuture.supplyAsync(
                    () -> connection.awaitSession(Duration.ofDays(1)).isPresent());
            assertTrue(connection.session().isEmpty());
        }
        assertEquals(false, found.get());
    }
}
