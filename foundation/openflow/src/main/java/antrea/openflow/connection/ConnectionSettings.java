package antrea.openflow.connection;

import java.nio.file.Path;
import java.time.Duration;

/// How to reach the bridge and how patient to be.
///
/// @param socket the `.mgmt` socket of the bridge; at most 107 bytes, a limit of the kernel
/// @param echoInterval how long the line may be silent before the switch is asked for a sign of life
/// @param echoDeadline silence after which the line counts as dead
/// @param requestTimeout how long a request waits for its answer
/// @param missSendLength bytes of a packet that the switch sends along; 0 = no packet-in at all
public record ConnectionSettings(
        Path socket, Duration echoInterval, Duration echoDeadline, Duration requestTimeout, int missSendLength) {

    /// Whole packets; an echo after 5 s of silence, dead after 15 s; requests wait up to 30 s, since a switch on a
    /// loaded Node may be busy with a bundle of a hundred thousand flows.
    public static ConnectionSettings of(Path socket) {
        return new ConnectionSettings(
                socket, Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(30), 0xffff);
    }
}
