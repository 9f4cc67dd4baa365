package antrea.pipeline;

/// The stages of a pipeline, in order. A stage may be empty; [Target#stage] then means the next one that is not.
public enum Stage {
    START,
    CLASSIFIER,
    VALIDATION,
    CONNTRACK_STATE,
    PRE_ROUTING,
    EGRESS_SECURITY,
    ROUTING,
    POST_ROUTING,
    SWITCHING,
    INGRESS_SECURITY,
    CONNTRACK,
    OUTPUT
}
