package antrea.linux.ipset;

import antrea.net.IpFamily;
import java.util.SequencedSet;

/// A set as ipset(8) saves it. `entries` are in its own spelling: `10.0.0.0/24`, `10.0.0.1,tcp:80`.
public record SavedSet(String name, String type, IpFamily family, SequencedSet<String> entries) {}
