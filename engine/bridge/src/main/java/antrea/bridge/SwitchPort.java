package antrea.bridge;

import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply.GroupEntry;
import antrea.openflow.connection.Outcome;
import java.util.List;
import java.util.Map;

/// What the bridge needs of a session with the switch. Each method throws
/// [antrea.openflow.connection.OpenFlowException] when no session stands or it breaks.
public interface SwitchPort {
    /// The number of the session that stands, or stood last; another one with every session.
    long session();

    List<FlowEntry> flows();

    List<GroupEntry> groups();

    List<MeterConfig> meters();

    /// All messages take effect in this order, or none.
    Outcome bundle(List<Message> messages);

    /// Those that are not refused take effect.
    Outcome unbundled(List<Message> messages);

    /// Gives tables their names, by number.
    void nameTables(Map<Integer, String> names);
}
