package antrea.openflow.codec.text;

import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Action.LearnSpec;
import antrea.openflow.codec.BitRange;
import java.util.function.IntFunction;

/// The learn action in the syntax of ovs-actions(7).
final class LearnText {
    private static final int DEFAULT_PRIORITY = 32768;

    private LearnText() {}

    static String of(Action.Learn learn, IntFunction<String> tableName) {
        StringBuilder out = new StringBuilder("learn(table=").append(tableName.apply(learn.table()));
        number(",idle_timeout=", learn.idleTimeout(), out);
        number(",hard_timeout=", learn.hardTimeout(), out);
        number(",fin_idle_timeout=", learn.finIdleTimeout(), out);
        if (learn.priority() != DEFAULT_PRIORITY) {
            out.append(",priority=").append(learn.priority());
        }
        if (learn.deleteLearned()) {
            out.append(",delete_learned");
        }
        if (learn.cookie() != 0) {
            out.append(",cookie=0x").append(Long.toHexString(learn.cookie()));
        }
        for (LearnSpec spec : learn.specs()) {
            out.append(',').append(spec(spec));
        }
        return out.append(')').toString();
    }

    private static void number(String name, int value, StringBuilder out) {
        if (value != 0) {
            out.append(name).append(value);
        }
    }

    private static String spec(LearnSpec spec) {
        return switch (spec) {
            case LearnSpec.MatchValue(BitRange to, U128 value) -> matchValue(to, value);
            case LearnSpec.MatchField(BitRange from, BitRange to) ->
                ValueText.bits(to) + (from.equals(to) ? "" : "=" + ValueText.bits(from));
            case LearnSpec.LoadValue(BitRange to, U128 value) -> "load:" + value + "->" + ValueText.bits(to);
            case LearnSpec.LoadField(BitRange from, BitRange to) ->
                "load:" + ValueText.bits(from) + "->" + ValueText.bits(to);
            case LearnSpec.OutputField(BitRange from) -> "output:" + ValueText.bits(from);
        };
    }

    private static String matchValue(BitRange to, U128 value) {
        boolean whole = to.width() == to.field().bits();
        return whole ? to.field().text() + "=" + ValueText.of(to.is(value)) : ValueText.bits(to) + "=" + value;
    }
}
