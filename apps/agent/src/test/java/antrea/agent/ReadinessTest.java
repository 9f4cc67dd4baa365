package antrea.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.Desired;
import antrea.networkpolicy.node.PolicyNode;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Meter;
import antrea.reconcile.DesiredKind;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Outcome;
import antrea.reconcile.Owner;
import antrea.reconcile.Realization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When Pods may have traffic, and what /readyz says about it.
class ReadinessTest {
    private static final Owner NETWORK = Desired.owner(NodeNetworkNode.ID, "static");
    private static final Owner POLICIES = Desired.owner(PolicyNode.ID, "static");

    private final Promises promises = new Promises();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<Runnable> later = new ArrayList<>();

    /// Switch and host that take things when the test says so.
    private static final class Promises implements Desired {
        private final Map<Owner, CompletableFuture<Outcome>> onSwitch = new HashMap<>();
        private final Map<Owner, CompletableFuture<Outcome>> onHost = new HashMap<>();

        @Override
        public DesiredSet<Flow> flows() {
            throw new UnsupportedOperationException();
        }

        @Override
        public DesiredSet<Group> groups() {
            throw new UnsupportedOperationException();
        }

        @Override
        public DesiredSet<Meter> meters() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <V> DesiredSet<V> of(DesiredKind<V> kind) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Realization onSwitch() {
            return owner -> of(onSwitch, owner);
        }

        @Override
        public Realization onHost() {
            return owner -> of(onHost, owner);
        }

        private static CompletableFuture<Outcome> of(Map<Owner, CompletableFuture<Outcome>> where, Owner owner) {
            return where.computeIfAbsent(owner, _ -> new CompletableFuture<>());
        }
    }

    private CompletableFuture<Outcome> promise(String name) {
        return switch (name) {
            case "network on the switch" -> Promises.of(promises.onSwitch, NETWORK);
            case "network on the host" -> Promises.of(promises.onHost, NETWORK);
            case "policies on the switch" -> Promises.of(promises.onSwitch, POLICIES);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Optional<String> failure() {
        return Readiness.check(ready).failure().get();
    }

    @ParameterizedTest
    @CsvSource({
        "network on the switch,network on the host,policies on the switch",
        "policies on the switch,network on the switch,network on the host",
        "network on the host,policies on the switch,network on the switch",
    })
    void allThreeMustBeInPlace(String first, String second, String last) {
        Readiness.completeWhenRealized(promises, ready, later::add);
        for (String name : List.of(first, second)) {
            promise(name).complete(new Outcome.Realized());
            assertFalse(ready.isDone(), name);
            assertTrue(failure().orElse("").contains("not in place yet"));
        }
        promise(last).complete(new Outcome.Realized());
        assertTrue(ready.isDone() && !ready.isCompletedExceptionally());
        assertEquals(Optional.empty(), failure());
    }

    @Test
    void faultKeepsTheNodeFromBeingReadyAndIsTold() {
        Readiness.completeWhenRealized(promises, ready, later::add);
        promise("network on the host").complete(new Outcome.Realized());
        promise("network on the switch").complete(new Outcome.Realized());
        promise("policies on the switch").completeExceptionally(new IllegalStateException("no such table"));
        assertTrue(ready.isCompletedExceptionally());
        assertTrue(
                failure().orElse("").contains("no such table"), () -> failure().toString());
    }

    @Test
    void rowsThatTheSwitchRefusesAreAskedForAgainUntilTheyAreThere() {
        Readiness.completeWhenRealized(promises, ready, later::add);
        promise("network on the host").complete(new Outcome.Realized());
        promise("network on the switch").complete(new Outcome.Realized());
        promise("policies on the switch").complete(new Outcome.Refused(Map.of("flow table=IngressRule", "BAD_ACTION")));
        assertFalse(ready.isDone());
        assertTrue(failure().orElse("").contains("not in place yet"));
        promises.onSwitch.remove(POLICIES);
        later.removeFirst().run();
        assertFalse(ready.isDone());
        promise("policies on the switch").complete(new Outcome.Realized());
        assertEquals(Optional.empty(), failure());
        assertEquals(List.of(), later);
    }

    @Test
    void whatTheHostRefusesDoesNotKeepPodsFromTheirTraffic() {
        Readiness.completeWhenRealized(promises, ready, later::add);
        promise("network on the switch").complete(new Outcome.Realized());
        promise("policies on the switch").complete(new Outcome.Realized());
        promise("network on the host").complete(new Outcome.Refused(Map.of("sysctl net.ipv4.ip_forward", "read-only")));
        assertEquals(Optional.empty(), failure());
    }
}
