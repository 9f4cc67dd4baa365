package antrea.feature;

/// What a feature is called. `gate` is the name under `featureGates` in the configuration files, as in the
/// original.
public record FeatureId(String gate, Maturity maturity, String description) {
    /// As in Kubernetes: alpha is off unless switched on, beta is on unless switched off, GA is always there.
    public enum Maturity {
        ALPHA,
        BETA,
        GA
    }

    public boolean isOnByDefault() {
        return maturity != Maturity.ALPHA;
    }
}
