package antrea.linux.conntrack;

/// A tracked connection: what began it, what answers (after translation the other way round), its zone, and whether
/// anything has come back yet.
public record ConntrackEntry(ConntrackTuple original, ConntrackTuple reply, int zone, boolean answered) {}
