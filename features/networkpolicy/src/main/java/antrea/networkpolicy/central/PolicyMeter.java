package antrea.networkpolicy.central;

/// Measures the calculation: how often each step ran, and how long.
@FunctionalInterface
public interface PolicyMeter {
    /// Kinds of objects that are calculated.
    enum Step {
        NETWORK_POLICY,
        APPLIED_TO_GROUP,
        ADDRESS_GROUP
    }

    /// Measures nothing.
    PolicyMeter NONE = (_, work) -> work.run();

    /// Runs `work`, the calculation of one object, once. Must not throw on its own.
    void time(Step step, Runnable work);
}
