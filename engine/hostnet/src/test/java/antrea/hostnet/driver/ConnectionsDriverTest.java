package antrea.hostnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.hostnet.HostKey;
import antrea.hostnet.ServiceConnections;
import antrea.hostnet.ServiceConnections.Backend;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.reconcile.Delta;
import antrea.reconcile.DriverException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Which connections are ended, and when. Each case in both families.
class ConnectionsDriverTest {
    /// A table in memory; `steps` tells what happened in which order.
    private static final class Table implements ConnectionTable {
        final List<TrackedConnection> connections = new ArrayList<>();
        final List<String> steps = new ArrayList<>();

        @Override
        public int endIf(IpFamily family, Protocol protocol, Predicate<TrackedConnection> unwanted) {
            List<TrackedConnection> ended = connections.stream()
                    .filter(c -> c.source().address().family() == family && c.protocol() == protocol)
                    .filter(unwanted)
                    .toList();
            connections.removeAll(ended);
            ended.forEach(c -> steps.add("ended " + c.source().port()));
            return ended.size();
        }

        void inStep() {
            steps.add("in step");
        }
    }

    private static final List<String> NETS = List.of("10.1.0.", "fd00:1::");

    private final Table table = new Table();

    private ConnectionsDriver driver(ConnectionsDriver.OfGoneServices ofGone) {
        return new ConnectionsDriver(
                new ConnectionsDriver.Datapath(table, table::inStep), EnumSet.allOf(IpFamily.class), ofGone);
    }

    private static IpAddress ip(String net, int host) {
        return IpAddress.parse(net + host);
    }

    private static TrackedConnection connection(String net, int clientPort, int servicePort, int endpoint) {
        return new TrackedConnection(
                Protocol.UDP,
                new TrackedConnection.Peer(ip(net, 9), clientPort),
                new TrackedConnection.Peer(ip(net, 100), servicePort),
                new TrackedConnection.Peer(ip(net, endpoint), 5353),
                false);
    }

    private static ServiceConnections service(String net, int port, int... endpoints) {
        Set<Backend> backends = new HashSet<>();
        for (int endpoint : endpoints) {
            backends.add(new Backend(ip(net, endpoint), 5353));
        }
        return ServiceConnections.only(Protocol.UDP, ip(net, 100), port, backends);
    }

    private static Delta<HostKey, ServiceConnections> change(ServiceConnections value) {
        return new Delta<>(Map.of(), Map.of(value.key(), value), Map.of());
    }

    private static Delta<HostKey, ServiceConnections> addition(ServiceConnections value) {
        return new Delta<>(Map.of(value.key(), value), Map.of(), Map.of());
    }

    @Test
    void connectionsToAGoneEndpointAreEndedWhenTheSwitchIsInStep() {
        for (String net : NETS) {
            table.steps.clear();
            ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.KEEP);
            driver.apply(addition(service(net, 53, 1, 2)));
            TrackedConnection stays = connection(net, 1001, 53, 1);
            TrackedConnection otherService = connection(net, 1003, 54, 2);
            table.connections.addAll(List.of(stays, connection(net, 1002, 53, 2), otherService));
            driver.apply(change(service(net, 53, 1)));
            assertEquals(List.of("in step", "ended 1002", "in step"), table.steps);
            assertEquals(List.of(stays, otherService), table.connections);
            table.connections.clear();
        }
    }

    @Test
    void nothingIsAskedForANewServiceThatNobodyCanHaveReached() {
        ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.KEEP);
        driver.readActual();
        driver.apply(addition(service("10.1.0.", 53, 1)));
        assertEquals(List.of(), table.steps);
        driver.apply(addition(service("10.1.0.", 54, 1).withEarly(true)));
        assertEquals(List.of("in step"), table.steps);
    }

    /// Its endpoint went before this was told of the Service at all.
    @Test
    void newServiceMayHaveLostAnEndpoint() {
        for (String net : NETS) {
            ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.KEEP);
            driver.readActual();
            table.connections.add(connection(net, 1001, 53, 1));
            driver.apply(addition(service(net, 53, 2).withEarly(true)));
            assertEquals(List.of(), table.connections);
        }
    }

    /// An endpoint came and went while this was busy, and the others are those of before.
    @Test
    void endpointThatWasThereForAMomentIsAskedFor() {
        for (String net : NETS) {
            ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.KEEP);
            driver.readActual();
            driver.apply(addition(service(net, 53, 2).withEpoch(1)));
            table.connections.add(connection(net, 1001, 53, 1));
            driver.apply(change(service(net, 53, 2).withEpoch(1)));
            assertEquals(1, table.connections.size(), "nothing has gone");
            driver.apply(change(service(net, 53, 2).withEpoch(2)));
            assertEquals(List.of(), table.connections);
        }
    }

    @Test
    void serviceThatComesAgainIsAskedFor() {
        for (String net : NETS) {
            ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.KEEP);
            ServiceConnections before = service(net, 53, 1);
            driver.apply(addition(before));
            table.connections.add(connection(net, 1001, 53, 1));
            driver.apply(new Delta<>(Map.of(), Map.of(), Map.of(before.key(), before)));
            assertEquals(1, table.connections.size());
            driver.apply(addition(service(net, 53, 2)));
            assertEquals(List.of(), table.connections);
        }
    }

    @Test
    void nothingIsAskedWhereEndpointsOnlyCame() {
        ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.END);
        driver.apply(addition(service("10.1.0.", 53, 1)));
        table.steps.clear();
        driver.apply(change(service("10.1.0.", 53, 1, 2)));
        assertEquals(List.of(), table.steps);
    }

    @Test
    void connectionsOfAGoneServiceAreEndedOnlyWithTheGate() {
        for (String net : NETS) {
            ServiceConnections gone = service(net, 53, 1);
            Delta<HostKey, ServiceConnections> deletion = new Delta<>(Map.of(), Map.of(), Map.of(gone.key(), gone));
            table.connections.add(connection(net, 1001, 53, 1));
            driver(ConnectionsDriver.OfGoneServices.KEEP).apply(deletion);
            assertEquals(1, table.connections.size());
            driver(ConnectionsDriver.OfGoneServices.END).apply(deletion);
            assertEquals(List.of(), table.connections);
        }
    }

    /// A start, or a foreign hand: what is not as asked for shows as a difference, what is does not.
    @Test
    void readingFindsWhatStrayed() {
        ServiceConnections asked = service("10.1.0.", 53, 1, 2);
        ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.END);
        table.connections.add(connection("10.1.0.", 1001, 53, 7));
        assertEquals(Map.of(asked.key(), service("10.1.0.", 53, 7)), driver.readActual());
        driver.apply(change(asked));
        assertEquals(List.of(), table.connections);
        table.connections.add(connection("10.1.0.", 1001, 53, 2));
        assertEquals(Map.of(asked.key(), asked), driver.readActual());
        table.connections.add(connection("10.1.0.", 1002, 53, 8));
        assertEquals(Map.of(asked.key(), service("10.1.0.", 53, 2, 8)), driver.readActual());
        driver.apply(change(asked));
        assertEquals(List.of(connection("10.1.0.", 1001, 53, 2)), table.connections);
    }

    /// What is kept is no difference, or it would be one for ever; a Service that is known is looked at all the same.
    @Test
    void keptConnectionsOfGoneServicesAreNoDifference() {
        ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.KEEP);
        table.connections.add(connection("fd00:1::", 1001, 53, 7));
        assertEquals(Map.of(), driver.readActual());
        driver.apply(addition(service("fd00:1::", 53, 1)));
        assertEquals(List.of(), table.connections);
    }

    @Test
    void connectionsThatCameBeforeTheServiceAreEnded() {
        for (String net : NETS) {
            for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP, Protocol.SCTP)) {
                ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.KEEP);
                TrackedConnection elsewhere = plain(protocol, net, 54, false);
                TrackedConnection answered = plain(protocol, net, 53, true);
                table.connections.addAll(List.of(plain(protocol, net, 53, false), elsewhere, answered));
                assertEquals(Map.of(), driver.readActual());
                driver.apply(addition(ServiceConnections.any(protocol, ip(net, 100), 53)));
                assertEquals(List.of(elsewhere, answered), table.connections);
                table.connections.clear();
            }
        }
    }

    private static TrackedConnection plain(Protocol protocol, String net, int port, boolean answered) {
        TrackedConnection.Peer service = new TrackedConnection.Peer(ip(net, 100), port);
        return new TrackedConnection(
                protocol, new TrackedConnection.Peer(ip(net, 9), 1001), service, service, answered);
    }

    @Test
    void connectionsThatKeepTheirEndpointAreNotEnded() {
        TrackedConnection translated = new TrackedConnection(
                Protocol.TCP,
                new TrackedConnection.Peer(ip("10.1.0.", 9), 1001),
                new TrackedConnection.Peer(ip("10.1.0.", 100), 80),
                new TrackedConnection.Peer(ip("10.1.0.", 5), 8080),
                false);
        table.connections.add(translated);
        ConnectionsDriver driver = driver(ConnectionsDriver.OfGoneServices.END);
        ServiceConnections service = ServiceConnections.any(Protocol.TCP, ip("10.1.0.", 100), 80);
        driver.apply(addition(service));
        driver.apply(new Delta<>(Map.of(), Map.of(), Map.of(service.key(), service)));
        assertEquals(List.of(translated), table.connections);
    }

    @Test
    void switchThatIsNotInStepFailsThePlane() {
        ConnectionsDriver driver = new ConnectionsDriver(
                new ConnectionsDriver.Datapath(table, () -> {
                    throw new DriverException("away", new IllegalStateException());
                }),
                EnumSet.allOf(IpFamily.class),
                ConnectionsDriver.OfGoneServices.KEEP);
        table.connections.add(connection("fd00:1::", 1001, 53, 7));
        assertThrows(
                DriverException.class,
                () -> driver.apply(addition(service("fd00:1::", 53, 1).withEarly(true))));
        assertEquals(1, table.connections.size());
    }

    /// Lines of `ovs-appctl dpctl/dump-conntrack`, Open vSwitch 3.1.0.
    @Test
    void linesOfTheSwitchAreRead() {
        assertEquals(
                Optional.of(new TrackedConnection(
                        Protocol.UDP,
                        new TrackedConnection.Peer(IpAddress.parse("10.244.0.5"), 40000),
                        new TrackedConnection.Peer(IpAddress.parse("10.96.0.10"), 53),
                        new TrackedConnection.Peer(IpAddress.parse("10.244.0.7"), 5353),
                        false)),
                SwitchConnections.parse(
                        "udp,orig=(src=10.244.0.5,dst=10.96.0.10,sport=40000,dport=53),"
                                + "reply=(src=10.244.0.7,dst=10.244.0.5,sport=5353,dport=40000),zone=65520,mark=18",
                        Protocol.UDP));
        assertEquals(
                Optional.of(new TrackedConnection(
                        Protocol.UDP,
                        new TrackedConnection.Peer(IpAddress.parse("fd00::5"), 1),
                        new TrackedConnection.Peer(IpAddress.parse("fd00:96::a"), 2),
                        new TrackedConnection.Peer(IpAddress.parse("fd00::7"), 3),
                        false)),
                SwitchConnections.parse(
                        "udp,orig=(src=fd00::5,dst=fd00:96::a,sport=1,dport=2),"
                                + "reply=(src=fd00::7,dst=fd00::5,sport=3,dport=1),zone=65510",
                        Protocol.UDP));
        for (Map.Entry<String, Boolean> state : Map.of(
                        "SYN_SENT", false, "CLOSED", false, "ESTABLISHED", true, "TIME_WAIT", true)
                .entrySet()) {
            assertEquals(
                    Optional.of(state.getValue()),
                    SwitchConnections.parse(
                                    "tcp,orig=(src=10.244.0.5,dst=10.96.0.10,sport=1,dport=80),"
                                            + "reply=(src=10.96.0.10,dst=10.244.0.5,sport=80,dport=1),zone=65520,"
                                            + "protoinfo=(state=" + state.getKey() + ")",
                                    Protocol.TCP)
                            .map(TrackedConnection::answered),
                    state.getKey());
        }
        for (String other : List.of(
                "",
                "tcp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=1,dport=2),reply=(src=10.0.0.2,dst=10.0.0.1,sport=2,dport=1),"
                        + "zone=65520,protoinfo=(state=ESTABLISHED)",
                "icmp,orig=(src=10.0.0.1,dst=10.0.0.2,id=1,type=8,code=0),reply=(src=10.0.0.2,dst=10.0.0.1,id=1,type=0,code=0)")) {
            assertEquals(Optional.empty(), SwitchConnections.parse(other, Protocol.UDP));
        }
    }
}
