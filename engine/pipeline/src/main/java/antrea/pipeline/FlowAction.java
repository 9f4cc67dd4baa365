package antrea.pipeline;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.Action.Nat;
import antrea.openflow.codec.Action.Zone;
import antrea.openflow.codec.FieldMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An action of a flow or a bucket before tables have numbers: a wire [Action], or one of those that name a table.
public sealed interface FlowAction {
    /// Any action that names no table.
    record Plain(Action action) implements FlowAction {
        public Plain {
            switch (action) {
                case Action.GotoTable _, Action.Resubmit _, Action.Ct _, Action.Learn _ ->
                    throw new IllegalArgumentException("use the symbolic form of " + action);
                case Action.Output _, Action.OutputField _, Action.SetField _, Action.Move _, Action.DecTtl _ -> {}
                case Action.PushVlan _, Action.PopVlan _, Action.Group _, Action.Meter _, Action.CtClear _ -> {}
                case Action.Conjunction _, Action.Controller _, Action.Note _ -> {}
            }
        }
    }

    /// Continues in a later table; only as the last action.
    record GoTo(Target target) implements FlowAction {}

    /// Loads the number of the flow's own table, for who gets the packet to know where it comes from.
    record LoadOwnTable(Field into) implements FlowAction {}

    /// Looks the packet up elsewhere, then goes on here.
    record Resubmit(Target target) implements FlowAction {}

    /// Connection tracking. Without a target the packet goes on here, untracked.
    record Ct(boolean commit, Optional<Target> target, Zone zone, Optional<Nat> nat, List<Action> exec)
            implements FlowAction {
        public Ct {
            exec = List.copyOf(exec);
        }

        /// `ct(zone=…)`: looks the connection up.
        public static Ct track(Zone zone) {
            return new Ct(false, Optional.empty(), zone, Optional.empty(), List.of());
        }

        /// `ct(commit,zone=…)`.
        public static Ct commit(Zone zone) {
            return new Ct(true, Optional.empty(), zone, Optional.empty(), List.of());
        }

        public static Ct track(int zone) {
            return track(new Zone.Fixed(zone));
        }

        public static Ct commit(int zone) {
            return commit(new Zone.Fixed(zone));
        }

        /// `table=…`: the tracked packet starts again there.
        public Ct to(Target next) {
            return new Ct(commit, Optional.of(next), zone, nat, exec);
        }

        /// `nat`: applies the translation that the connection has.
        public Ct withNat() {
            return withNat(new Nat.Restore());
        }

        public Ct withNat(Nat translation) {
            return new Ct(commit, target, zone, Optional.of(translation), exec);
        }

        /// Loads ct_mark or ct_label bits.
        public Ct set(FieldMatch value) {
            return exec(new Action.SetField(value));
        }

        /// Copies into ct_mark or ct_label bits.
        public Ct move(Field from, Field to) {
            return exec(new Action.Move(from.range(), to.range()));
        }

        private Ct exec(Action more) {
            List<Action> all = new ArrayList<>(exec);
            all.add(more);
            return new Ct(commit, target, zone, nat, all);
        }
    }

    /// Adds flows to `table` made from the packet. The wire action's own table number is not used.
    record Learn(Table table, Action.Learn template) implements FlowAction {}

    static FlowAction of(Action action) {
        return new Plain(action);
    }

    static FlowAction load(FieldMatch value) {
        return new Plain(new Action.SetField(value));
    }

    static FlowAction goTo(Target target) {
        return new GoTo(target);
    }

    static FlowAction resubmit(Target target) {
        return new Resubmit(target);
    }
}
