package antrea.feature;

import antrea.graph.Calculation;

/// The cluster-wide half of a feature, in the controller. What it publishes goes through ports given to its
/// constructor, from outlets it declares in [#wire].
public interface CentralFeature {
    FeatureId id();

    /// As [NodeFeature#wire]: pure, once, before the calculation runs.
    void wire(Calculation in);

    /// Starts its servers and watchers, if it has any. Must not block for long.
    default void start() {}

    /// Ends what [#start] began.
    default void stop() {}
}
