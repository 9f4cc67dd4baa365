package antrea.networkpolicy.central;

/// Measures the calculation: how often each step ran, and how long. Called on the calculation thread.
public interface PolicyMeter {
    /// Kinds of objects that are calculated.
    enum Step {
        NETWORK_POLICY,
        APPLIED_TO_GROUP,
        ADDRESS_GROUP
    }

    /// Measures nothing.
    PolicyMeter NONE = new PolicyMeter() {
        @Override
        public long begin() {
            return 0;
        }

        @Override
        public void end(Step step, long begin) {}

        @Override
        public void waiting(Step step, int count) {}
    };

    /// The calculation of one object begins; returns what [#end] wants to have.
    long begin();

    /// One object of that kind has been calculated.
    void end(Step step, long begin);

    /// So many objects of that kind wait to be calculated.
    void waiting(Step step, int count);
}
