package antrea.nodenetwork.central;

import antrea.feature.CentralFeature;
import antrea.feature.Desired;
import antrea.feature.FeatureId;
import antrea.feature.KubeSources;
import antrea.graph.Calculation;
import antrea.nodenetwork.api.AgentInfoObjects;
import antrea.reconcile.ConflictListener;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Owner;
import antrea.reconcile.Plane;
import antrea.reconcile.PlaneHealth;
import antrea.reconcile.Reconciler;
import antrea.reconcile.Timing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/// Each Node has an AntreaAgentInfo, and nobody else has one: the agents may not create them.
public final class AgentInfoCentral implements CentralFeature {
    public static final FeatureId ID =
            new FeatureId("AgentInfo", FeatureId.Maturity.GA, "An AntreaAgentInfo for each Node");

    /// The original's back-off; listing anew finds what was deleted by hand.
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(10));

    private final Reconciler<String, String> reconciler;

    /// `nanoTime` is monotonic.
    public AgentInfoCentral(AgentInfoObjects objects, LongSupplier nanoTime, InstantSource wallClock) {
        this.reconciler = new Reconciler<>(
                new Reconciler.Settings("agent-info", GatePolicy.ADDITIONS_ONLY, TIMING),
                new AgentInfoDriver(objects),
                nanoTime,
                wallClock);
    }

    @Override
    public FeatureId id() {
        return ID;
    }

    @Override
    public void wire(Calculation in) {
        Plane<String, String> plane =
                new Plane<>("agent infos", in, reconciler, name -> name, ConflictListener.logging());
        DesiredSet<String> infos = plane.kind("AntreaAgentInfo", name -> name);
        in.source(KubeSources.NODES).observe((key, _, after) -> {
            Owner owner = Desired.owner(ID, key.name());
            after.ifPresentOrElse(_ -> infos.state(owner, List.of(key.name())), () -> infos.withdraw(owner));
        });
    }

    public PlaneHealth health() {
        return reconciler.health();
    }

    /// One step on the calling thread, in place of [#start]: for tests.
    long step() {
        return reconciler.step();
    }

    @Override
    public void start() {
        reconciler.start();
    }

    @Override
    public void stop() {
        reconciler.close();
    }
}
