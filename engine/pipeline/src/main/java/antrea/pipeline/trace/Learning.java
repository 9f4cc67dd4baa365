package antrea.pipeline.trace;

import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.Timeouts;
import java.util.ArrayList;
import java.util.List;

/// Makes the flow that a learn action makes of a packet.
final class Learning {
    private Learning() {}

    static NumericFlow flowOf(PacketState packet, Action.Learn learn) {
        Match match = Match.ANY;
        List<Action> actions = new ArrayList<>();
        for (Action.LearnSpec spec : learn.specs()) {
            switch (spec) {
                case Action.LearnSpec.MatchValue m -> match = match.and(valueIn(m.to(), m.value()));
                case Action.LearnSpec.MatchField m ->
                    match = match.and(valueIn(m.to(), Slots.get(packet.slots, m.from())));
                case Action.LearnSpec.LoadValue l -> actions.add(new Action.SetField(valueIn(l.to(), l.value())));
                case Action.LearnSpec.LoadField l ->
                    actions.add(new Action.SetField(valueIn(l.to(), Slots.get(packet.slots, l.from()))));
                case Action.LearnSpec.OutputField o ->
                    actions.add(new Action.Output(
                            (int) Slots.get(packet.slots, o.from()).low()));
            }
        }
        return new NumericFlow(
                learn.table(),
                learn.priority(),
                match,
                actions,
                learn.cookie(),
                new Timeouts(learn.idleTimeout(), learn.hardTimeout()));
    }

    private static FieldMatch valueIn(BitRange bits, U128 value) {
        return bits.is(value);
    }
}
