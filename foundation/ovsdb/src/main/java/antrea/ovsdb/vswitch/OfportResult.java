package antrea.ovsdb.vswitch;

/// What became of a port that was asked for.
public sealed interface OfportResult {
    /// The switch took it up under this OpenFlow port number.
    record Assigned(int ofport) implements OfportResult {}

    /// The switch could not take it up; `reason` is the switch's.
    record Failed(String reason) implements OfportResult {}

    /// The switch has not decided in time; ovs-vswitchd may be down.
    record Undecided() implements OfportResult {}
}
