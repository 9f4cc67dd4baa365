package antrea.ovsdb;

import antrea.ovsdb.OvsdbException.Reason;
import antrea.runtime.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Commands to a running OVS daemon over its control socket: what `ovs-appctl` says (ovs-appctl(8)), which is
/// JSON-RPC as the database speaks it. Each call is a connection of its own.
public final class ControlChannel {
    private ControlChannel() {}

    /// Runs the command and returns its text. Throws [OvsdbException] with the daemon's words when it refuses.
    public static String call(Path socket, Duration timeout, String command, List<String> arguments) {
        try (OvsdbConnection connection = OvsdbConnection.connect(socket, _ -> {})) {
            Thread.ofVirtual().name("ovs-control").start(connection::readUntilClosed);
            Json result = connection.call(command, Json.ofTexts(arguments), timeout);
            if (result instanceof Json.Text(String text)) {
                return text;
            }
            throw new OvsdbException(Reason.PROTOCOL, command + " at " + socket + ": answer is not text: " + result);
        }
    }
}
