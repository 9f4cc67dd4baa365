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
import java.util.concurrent.atomic.AtomicLong;

/// The port over whatever session stands at the moment. Any thread.
public final class SessionPort implements SwitchPort {
    private final AtomicLong sessions = new AtomicLong();
    private volatile Optional<OpenFlowSession> current = Optional.empty();

    /// A session stands from now on.
    void use(OpenFlowSession session) {
        sessions.incrementAndGet();
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

    @Override
    public long session() {
        return sessions.get();
    }

    private OpenFlowSession standing() {
        return current.orElseThrow(() -> new OpenFlowException(
                OpenFlowException.Code.DISCONNECTED, "no session with the switch; is ovs-vswitchd running?"));
    }

    /// Sends a packet-out or a resume. Without a session it is dropped, as packets are: returns false then.
    public boolean send(Message message) {
        try {
            standing().send(message);
            return true;
        } catch (OpenFlowException _) {
            return false;
        }
    }

    @Override
    public List<FlowEntry> flows() {
        return new SwitchState(standing()).flows(FlowFilter.ALL);
    }

    @Override
    public List<GroupEntry> groups() {
        return new SwitchState(standing()).groups();
    }

    @Override
    public List<MeterConfig> meters() {
        return new SwitchState(standing()).meters();
    }

    /// Packets that each meter has dropped, by its number; none while no session stands.
    public Map<Integer, Long> meterDrops() {
        Map<Integer, Long> out = new HashMap<>();
        try {
            for (MeterCounter meter : new SwitchState(standing()).meterCounters()) {
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
        return messages.isEmpty() ? new Outcome.Committed() : standing().bundle(messages);
    }

    @Override
    public Outcome unbundled(List<Message> messages) {
        return messages.isEmpty() ? new Outcome.Committed() : standing().unbundled(messages);
    }

    @Override
    public void nameTables(Map<Integer, String> names) {
        new SwitchState(standing()).nameTables(names);
    }
}
