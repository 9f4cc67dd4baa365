package antrea.agent;

import antrea.feature.Desired;
import antrea.networkpolicy.node.PolicyNode;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.runtime.health.HealthCheck;
import java.lang.System.Logger;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// When Pods may have traffic: everything was told to us, and switch and host have taken it.
public final class Readiness {
    private static final Logger LOG = System.getLogger(Readiness.class.getName());

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
    public static void completeWhenRealized(Desired desired, CompletableFuture<Void> ready) {
        desired.onSwitch()
                .and(desired.onHost())
                .whenRealized(Desired.owner(NodeNetworkNode.ID, "static"))
                .thenCombine(
                        desired.onSwitch().whenRealized(Desired.owner(PolicyNode.ID, "static")),
                        (network, policies) -> network.and(policies))
                .whenComplete((outcome, fault) -> {
                    if (fault != null) {
                        ready.completeExceptionally(fault);
                        return;
                    }
                    LOG.log(Logger.Level.INFO, "the network of this Node is ready: {0}", outcome);
                    ready.complete(null);
                });
    }
}
