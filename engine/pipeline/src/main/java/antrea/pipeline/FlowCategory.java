package antrea.pipeline;

/// Who laid a flow: the eight bits of the cookie below the round. The numbers are those that `ovs-ofctl` dumps of
/// Antrea show.
public enum FlowCategory {
    DEFAULT(0),
    POD_CONNECTIVITY(1),
    NETWORK_POLICY(2),
    SERVICE(3),
    EGRESS(4),
    MULTICAST(5),
    MULTICLUSTER(6),
    TRACEFLOW(7),
    EXTERNAL_NODE(8);

    private final int number;

    FlowCategory(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
