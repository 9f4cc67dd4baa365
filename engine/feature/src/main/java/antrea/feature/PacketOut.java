package antrea.feature;

import antrea.net.Bytes;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Ports;
import java.util.List;

/// A packet to be injected into the switch. `inPort`: the port it seems to come from, a number or one of [Ports].
/// `actions` are executed in order, for example set-field of registers and a resubmit to table 0.
public record PacketOut(int inPort, List<Action> actions, Bytes frame) {
    public PacketOut {
        actions = List.copyOf(actions);
    }
}
