package antrea.feature;

import antrea.graph.Calculation;
import antrea.pipeline.Table;
import antrea.runtime.health.HealthCheck;
import java.util.List;

/// The per-Node half of a feature. It is made by its constructor with all it needs, wired once, then started.
/// Life: `new` → [#tables] → [#wire] → [#start] → [#stop].
public interface NodeFeature {
    FeatureId id();

    /// The tables it owns: the only place where they are declared.
    default List<Table> tables() {
        return List.of();
    }

    /// Connects the feature to its inputs and outputs: sources are observed, calculators and packet handlers
    /// declared. Pure, no I/O, called once, on one thread, before the calculation runs.
    void wire(Calculation in, Desired out);

    /// Who takes the packets that this feature's flows send up.
    default List<PacketInHandler> packetInHandlers() {
        return List.of();
    }

    /// Starts its servers and watchers, if it has any. Must not block for long.
    default void start() {}

    /// What else must be well before the Node is ready. Asked at each probe.
    default List<HealthCheck> readyChecks() {
        return List.of();
    }

    /// Ends what [#start] began.
    default void stop() {}
}
