package antrea.linux.conntrack;

/// A tracked connection: what began it, what answers (after translation the other way round), and its zone.
public record ConntrackEntry(ConntrackTuple original, ConntrackTuple reply, int zone) {}
