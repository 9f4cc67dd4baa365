package antrea.pipeline;

/// The pipelines of the bridge, in the order in which their tables are numbered.
public enum PipelineKind {
    ROOT,
    ARP,
    IP,
    MULTICAST,
    NON_IP
}
