package antrea.ovsdb.vswitch;

import antrea.net.MacAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// A port of a bridge with its interface, as read from the database.
///
/// `ofport` is empty while the switch has not taken the port up, and -1 ([#FAILED_OFPORT]) when it could not;
/// `error` then says why. `mac` is the one that was asked for, else the one in use, which the switch writes some
/// time after the number.
public record OvsPort(
        String name,
        UUID portUuid,
        UUID interfaceUuid,
        String type,
        OptionalInt ofport,
        Optional<MacAddress> mac,
        Map<String, String> options,
        Map<String, String> externalIds,
        OptionalInt vlanTag,
        Optional<String> error) {
    /// What the switch writes when it cannot take a port up.
    public static final int FAILED_OFPORT = -1;

    public OvsPort {
        options = Map.copyOf(options);
        externalIds = Map.copyOf(externalIds);
    }

    /// Whether packets can pass the port.
    public boolean isUp() {
        return ofport.isPresent() && ofport.getAsInt() > 0;
    }
}
