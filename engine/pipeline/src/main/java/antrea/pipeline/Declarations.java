package antrea.pipeline;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import java.util.List;

/// Holds flows and buckets to what their table declares.
final class Declarations {
    private Declarations() {}

    static void check(Table table, int priority, FlowCategory category, Match match, List<FlowAction> actions) {
        if (priority < 0 || priority > 65535) {
            throw new PipelineException("table " + table + ": no priority " + priority);
        }
        if (!table.admits(category, priority)) {
            throw new PipelineException("table " + table + " of " + table.owner() + " is not open to " + category
                    + " at priority " + priority + "; declare opens(" + category + ", …) in the table");
        }
        for (FieldMatch f : match.fields()) {
            boolean free = f.field() == OxmField.ETH_TYPE || f.field() == OxmField.IP_PROTO;
            if (!free && !table.matchable().covers(f.field(), f.mask())) {
                throw new PipelineException(
                        "table " + table + " does not declare to match " + f + "; add the field to matches(…)");
            }
        }
        checkActions(table, actions);
    }

    static void checkActions(Table table, List<FlowAction> actions) {
        for (int i = 0; i < actions.size(); i++) {
            if (i > 0 && actions.get(i - 1) instanceof FlowAction.GoTo) {
                throw new PipelineException("table " + table + ": actions after goto in " + actions);
            }
            switch (actions.get(i)) {
                case FlowAction.Plain plain -> checkWrite(table, plain.action());
                case FlowAction.GoTo _, FlowAction.Resubmit _ -> {}
                case FlowAction.LoadOwnTable load ->
                    requireBits(table, load.into().range());
                case FlowAction.Ct ct -> ct.exec().forEach(a -> checkWrite(table, a));
                case FlowAction.Learn learn -> checkLearn(learn);
            }
        }
    }

    private static void checkWrite(Table table, Action action) {
        switch (action) {
            case Action.SetField set -> require(table, set.value().field(), set.value());
            case Action.Move move -> requireBits(table, move.to());
            case Action.DecTtl _ -> requireBits(table, BitRange.whole(OxmField.IP_TTL));
            case Action.PushVlan _, Action.PopVlan _ -> requireBits(table, BitRange.whole(OxmField.VLAN_VID));
            case Action.Output _, Action.OutputField _, Action.Group _, Action.Meter _, Action.GotoTable _ -> {}
            case Action.Resubmit _, Action.CtClear _, Action.Ct _, Action.Conjunction _ -> {}
            case Action.Controller _, Action.Learn _, Action.Note _ -> {}
        }
    }

    private static void require(Table table, OxmField field, FieldMatch value) {
        if (!table.writable().covers(field, value.mask())) {
            throw undeclared(table, value.toString());
        }
    }

    private static void requireBits(Table table, BitRange bits) {
        if (!table.writable().covers(bits)) {
            throw undeclared(table, bits.toString());
        }
    }

    private static void checkLearn(FlowAction.Learn learn) {
        for (Action.LearnSpec spec : learn.template().specs()) {
            switch (spec) {
                case Action.LearnSpec.LoadValue load -> requireBits(learn.table(), load.to());
                case Action.LearnSpec.LoadField load -> requireBits(learn.table(), load.to());
                case Action.LearnSpec.MatchValue match -> requireMatch(learn.table(), match.to());
                case Action.LearnSpec.MatchField match -> requireMatch(learn.table(), match.to());
                case Action.LearnSpec.OutputField _ -> {}
            }
        }
    }

    private static void requireMatch(Table table, BitRange bits) {
        boolean free = bits.field() == OxmField.ETH_TYPE || bits.field() == OxmField.IP_PROTO;
        if (!free && !table.matchable().covers(bits)) {
            throw new PipelineException(
                    "table " + table + " does not declare to match " + bits + "; add the field to matches(…)");
        }
    }

    private static PipelineException undeclared(Table table, String what) {
        return new PipelineException(
                "table " + table + " does not declare to write " + what + "; add the field to writes(…)");
    }
}
