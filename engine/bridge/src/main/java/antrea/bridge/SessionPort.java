package antrea.bridge;

import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartReply.GroupEntry;
import antrea.openflow.codec.MultipartReply.MeterCounter;
import antrea.openflow.codec.MultipartRequest.FlowFilter;
import antrea.openflow.connection.OpenFlowException;
import antrea.openflow.connection.OpenFlowSession;
import antrea.openflow.connection.Outcome;
import antrea.openflow.connection.SwitchState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The port over whatever session stands at the moment. Any thread.
public final class SessionPort implements SwitchPort {
    private volatile Optional<OpenFlowSession> current = Optional.empty();

    /// A session stands from now on.
    void use(OpenFlowSession session) {
        current = Optional.of(session);
    }

    /// None stands.
    void unuse() {
        current = Optional.empty();
    }

    /// Whether a session stands.
    public boolean isConnected() {
        return current.isPresent();
    }

    private OpenFlowSession session() {
        return current.orElseThrow(() -> new OpenFlowException(
                OpenFlowException.Code.DISCONNECTED, "no session with the switch; is ovs-vswitchd running?"));
    }

    /// Sends a packet-out or a resume. Without a session it is dropped, as packets are: returns false then.
    public boolean send(Message message) {
        try {
            session().send(message);
            return true;
        } catch (OpenFlowException _) {
            return false;
        }
    }

    @Override
    public List<FlowEntry> flows() {
        return new SwitchState(session()).flows(FlowFilter.ALL);
    }

    @Override
    public List<GroupEntry> groups() {
        return new SwitchState(session()).groups();
    }

    @Override
    public List<MeterConfig> meters() {
        return new SwitchState(session()).meters();
    }

    /// Packets that each meter has dropped, by its number; none while no session stands.
    public Map<Integer, Long> meterDrops() {
        Map<Integer, Long> out = new HashMap<>();
        try {
            for (MeterCounter meter : new SwitchState(session()).meterCounters()) {
                out.put(
                        meter.meterId(),
                        meter.dropped().stream()
                                .mapToLong(MultipartReply.Traffic::packets)
                                .sum());
            }
        } catch (OpenFlowException _) { // whoever asks wants numbers, and there are none
        }
        return out;
    }

    @Override
    public Outcome bundle(List<Message> messages) {
        return messages.isEmpty() ? new Outcome.Committed() : session().bundle(messages);
    }

    @Override
    public Outcome unbundled(List<Message> messages) {
        return messages.isEmpty() ? new Outcome.Committed() : session().unbundled(messages);
    }

    @Override
    public void nameTables(Map<Integer, String> names) {
        new SwitchState(session()).nameTables(names);
    }
}
