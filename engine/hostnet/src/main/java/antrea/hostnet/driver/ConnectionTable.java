package antrea.hostnet.driver;

import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.function.Predicate;

/// The tracked connections of the bridge, wherever the datapath keeps them: one zone a family.
public interface ConnectionTable {
    /// Ends the connections that the predicate takes, and returns how many; one that has ended by itself meanwhile
    /// is passed over. With a predicate that takes none it is a list. Throws a runtime exception when the table
    /// does not answer.
    int endIf(IpFamily family, Protocol protocol, Predicate<TrackedConnection> unwanted);
}
