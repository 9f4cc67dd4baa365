package antrea.bridge;

import antrea.openflow.codec.Action;
import antrea.pipeline.Cookie;
import antrea.pipeline.FlowCategory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// The round: the upper 16 bits of the cookies of one life of our flows. Rules and reasons: ADR 0013.
final class Rounds {
    private static final int LAST = 0xffff;
    private static final long RESERVED_MASK = 0xffL << 32;
    private static final int HIGHEST_CATEGORY = highestCategory();

    private Rounds() {}

    /// The stored round if the switch still has flows of it, else the one after it. Zero is never used: cookie 0
    /// is what flows added by hand have.
    static int choose(OptionalInt stored, Set<Integer> present) {
        if (stored.isEmpty()) {
            return 1;
        }
        int round = stored.getAsInt();
        if (round != 0 && present.contains(round)) {
            return round;
        }
        return round >= LAST ? 1 : round + 1;
    }

    /// Whether a flow with this cookie was laid by us or by the Go original, in whatever round.
    static boolean isOurs(long cookie) {
        return Cookie.roundOf(cookie) != 0
                && (cookie & RESERVED_MASK) == 0
                && (cookie >>> 40 & 0xff) <= HIGHEST_CATEGORY;
    }

    /// As held in a [SwitchItem]: the current round becomes zero, others stay.
    static long strip(long cookie, int round) {
        return Cookie.roundOf(cookie) == round ? Cookie.withRound(cookie, 0) : cookie;
    }

    /// As sent: zero becomes the current round.
    static long put(long cookie, int round) {
        return Cookie.roundOf(cookie) == 0 ? Cookie.withRound(cookie, round) : cookie;
    }

    static List<Action> strip(List<Action> actions, int round) {
        return hasLearn(actions) ? withLearnCookies(actions, round, false) : actions;
    }

    static List<Action> put(List<Action> actions, int round) {
        return hasLearn(actions) ? withLearnCookies(actions, round, true) : actions;
    }

    private static boolean hasLearn(List<Action> actions) {
        for (Action action : actions) {
            if (action instanceof Action.Learn) {
                return true;
            }
        }
        return false;
    }

    private static List<Action> withLearnCookies(List<Action> actions, int round, boolean toWire) {
        List<Action> out = new ArrayList<>(actions.size());
        for (Action action : actions) {
            if (action instanceof Action.Learn learn) {
                long cookie = toWire ? put(learn.cookie(), round) : strip(learn.cookie(), round);
                out.add(new Action.Learn(
                        learn.table(),
                        learn.priority(),
                        learn.idleTimeout(),
                        learn.hardTimeout(),
                        learn.finIdleTimeout(),
                        cookie,
                        learn.deleteLearned(),
                        learn.specs()));
            } else {
                out.add(action);
            }
        }
        return List.copyOf(out);
    }

    private static int highestCategory() {
        int highest = 0;
        for (FlowCategory category : FlowCategory.values()) {
            highest = Math.max(highest, category.number());
        }
        return highest;
    }
}
