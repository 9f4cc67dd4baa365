package antrea.agent;

import antrea.feature.Desired;
import antrea.networkpolicy.node.PolicyNode;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.reconcile.Outcome;
import antrea.reconcile.Owner;
import antrea.runtime.health.HealthCheck;
import java.lang.System.Logger;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// When Pods may have traffic: everything was told to us, and the switch has taken it.
public final class Readiness {
    private static final Logger LOG = System.getLogger(Readiness.class.getName());

    /// After a moment, in which the switch has been asked again.
    public static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private static final Owner NETWORK = Desired.owner(NodeNetworkNode.ID, "static");
    private static final Owner POLICIES = Desired.owner(PolicyNode.ID, "static");

    private Readiness() {}

    /// Fails until that is so, and for good when it failed.
    static HealthCheck check(CompletableFuture<Void> ready) {
        return new HealthCheck("network", () -> {
            if (ready.isCompletedExceptionally()) {
                return Optional.of("the first policies and host rules cannot be put in place: " + ready.exceptionNow());
            }
            return ready.isDone()
                    ? Optional.empty()
                    : Optional.of("the first policies and host rules are not in place yet");
        });
    }

    /// To be called when all sources are in sync. Everything that is stated then goes to the switch in one step,
    /// so the static rows of policies are there when all first policies are.
    ///
    /// Without those rows no Pod may have traffic: while the switch refuses one, it is asked again, by `later`.
    /// What the host refuses is named and tried again by its reconciler, and Pods have their traffic all the same:
    /// it is about the way out of the Node, and a kernel that lacks one thing would keep everything down.
    public static void completeWhenRealized(Desired desired, CompletableFuture<Void> ready, Executor later) {
        desired.onHost()
                .whenRealized(NETWORK)
                .thenCombine(onSwitch(desired, later, Optional.empty()), (host, _) -> host)
                .whenComplete((host, fault) -> {
                    if (fault != null) {
                        ready.completeExceptionally(fault);
                        return;
                    }
                    if (host instanceof Outcome.Refused refused) {
                        LOG.log(
                                Logger.Level.ERROR,
                                "the host refuses a part of the network of this Node: {0}",
                                refused);
                    }
                    LOG.log(Logger.Level.INFO, "the network of this Node is ready");
                    ready.complete(null);
                });
    }

    /// `before`: what was refused the last time, and has been told.
    private static CompletionStage<Outcome> onSwitch(Desired desired, Executor later, Optional<Outcome> before) {
        return desired.onSwitch()
                .whenRealized(NETWORK)
                .thenCombine(desired.onSwitch().whenRealized(POLICIES), Outcome::and)
                .thenCompose(outcome -> {
                    if (!(outcome instanceof Outcome.Refused refused)) {
                        return CompletableFuture.completedStage(outcome);
                    }
                    if (!before.equals(Optional.of(outcome))) {
                        LOG.log(Logger.Level.ERROR, "the switch refuses flows that every Pod needs: {0}", refused);
                    }
                    return CompletableFuture.completedStage(outcome)
                            .thenComposeAsync(told -> onSwitch(desired, later, Optional.of(told)), later);
                });
    }
}
