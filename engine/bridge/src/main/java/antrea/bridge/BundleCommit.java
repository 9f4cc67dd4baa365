package antrea.bridge;

import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.connection.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gets a list of changes into the switch so that a bad one does not hold up the others. The whole goes in one
/// bundle; if that is refused, without those the switch named; if that does not end, in halves.
final class BundleCommit {
    /// A change, and the key it is about.
    record Step(SwitchKey key, Message message) {}

    private static final int NAMED_ROUNDS = 6;

    private final SwitchPort port;
    private final Map<SwitchKey, String> refused = new HashMap<>();

    BundleCommit(SwitchPort port) {
        this.port = port;
    }

    /// What was refused so far, with the reason.
    Map<SwitchKey, String> refused() {
        return refused;
    }

    void bundle(List<Step> steps) {
        List<Step> rest = new ArrayList<>(steps);
        for (int i = 0; i < NAMED_ROUNDS && !rest.isEmpty(); i++) {
            Outcome outcome = send(rest);
            switch (outcome) {
                case Outcome.Committed _ -> {
                    return;
                }
                case Outcome.Refused(List<Outcome.Refusal> refusals) -> {
                    if (!dropNamed(rest, refusals)) {
                        halve(rest, outcome);
                        return;
                    }
                }
            }
        }
        if (!rest.isEmpty()) {
            bisect(rest);
        }
    }

    /// Meters cannot go into bundles; each stands for itself.
    void unbundled(List<Step> steps) {
        if (steps.isEmpty()) {
            return;
        }
        switch (port.unbundled(steps.stream().map(Step::message).toList())) {
            case Outcome.Committed _ -> {}
            case Outcome.Refused(List<Outcome.Refusal> refusals) -> dropNamed(new ArrayList<>(steps), refusals);
        }
    }

    /// A message that cannot even be put on the wire counts as refused without a name.
    private Outcome send(List<Step> steps) {
        List<Message> messages = new ArrayList<>(steps.size());
        for (Step step : steps) {
            messages.add(step.message);
        }
        try {
            return port.bundle(messages);
        } catch (IllegalArgumentException e) {
            if (steps.size() == 1) {
                refuse(steps.getFirst(), "cannot be sent: " + e.getMessage());
                return new Outcome.Committed();
            }
            return new Outcome.Refused(List.of());
        }
    }

    /// False when the switch named none of them.
    private boolean dropNamed(List<Step> rest, List<Outcome.Refusal> refusals) {
        Map<Integer, String> named = new HashMap<>();
        for (Outcome.Refusal refusal : refusals) {
            if (refusal.index() >= 0 && refusal.index() < rest.size()) {
                named.putIfAbsent(refusal.index(), refusal.error().toString());
            }
        }
        List<Step> kept = new ArrayList<>(rest.size());
        for (int i = 0; i < rest.size(); i++) {
            String error = named.get(i);
            if (error == null) {
                kept.add(rest.get(i));
            } else {
                refuse(rest.get(i), error);
            }
        }
        rest.clear();
        rest.addAll(kept);
        return !named.isEmpty();
    }

    private void bisect(List<Step> steps) {
        Outcome outcome = send(steps);
        if (outcome instanceof Outcome.Refused) {
            halve(steps, outcome);
        }
    }

    private void halve(List<Step> steps, Outcome why) {
        if (steps.size() == 1) {
            refuse(steps.getFirst(), why.toString());
            return;
        }
        bisect(steps.subList(0, steps.size() / 2));
        bisect(steps.subList(steps.size() / 2, steps.size()));
    }

    private void refuse(Step step, String error) {
        String what = "";
        if (step.message instanceof FlowMod flow) {
            what = " actions=" + flow.actions();
        } else if (step.message instanceof GroupMod group) {
            what = " buckets=" + group.buckets();
        }
        refused.put(step.key, error + what);
    }
}
