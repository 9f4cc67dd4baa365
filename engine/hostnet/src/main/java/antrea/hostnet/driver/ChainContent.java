package antrea.hostnet.driver;

import antrea.hostnet.HostKey.OfChain;
import antrea.hostnet.HostKey.OfChainRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What stands in one chain: rules that are known as ours by their wording, and others (of an earlier run of the
/// agent, or put there by hand). The others stand first, as they were, so that they go on working until they are
/// deleted.
final class ChainContent {
    /// The position under which an unknown rule is shown.
    static final int UNKNOWN = -1;

    private final OfChain chain;
    private final List<String> others = new ArrayList<>();
    private final TreeMap<OfChainRule, String> known = new TreeMap<>();

    /// `saved`: the lines of the chain as iptables-save shows them; `wordings`: how rules of ours were shown when
    /// they were read back. A rule that stands out of order counts as unknown, so that the order gets repaired.
    ChainContent(OfChain chain, List<String> saved, Map<OfChainRule, String> wordings) {
        this.chain = chain;
        Map<String, Deque<OfChainRule>> byWording = new HashMap<>();
        new TreeMap<>(wordings).forEach((key, wording) -> {
            if (key.chain().equals(chain)) {
                byWording.computeIfAbsent(wording, _ -> new ArrayDeque<>()).add(key);
            }
        });
        Optional<OfChainRule> last = Optional.empty();
        for (String line : saved) {
            Deque<OfChainRule> candidates = byWording.getOrDefault(line, new ArrayDeque<>());
            OfChainRule next = candidates.peek();
            if (next == null || last.isPresent() && last.get().compareTo(next) > 0) {
                others.add(line);
                continue;
            }
            candidates.remove();
            known.put(next, line);
            last = Optional.of(next);
        }
    }

    /// Every rule by its key; unknown ones under [#UNKNOWN] with the wording of iptables-save.
    List<OfChainRule> keys() {
        List<OfChainRule> out = new ArrayList<>(known.keySet());
        others.forEach(line -> out.add(new OfChainRule(chain, UNKNOWN, line)));
        return out;
    }

    /// Adds a rule of ours; an unknown one with just that wording is taken for it.
    void put(OfChainRule rule) {
        others.remove(rule.text());
        known.put(rule, rule.text());
    }

    void remove(OfChainRule rule) {
        known.remove(rule);
        if (rule.position() == UNKNOWN) {
            others.removeIf(rule.text()::equals);
        }
    }

    /// The lines to be written, each what follows `-A CHAIN`.
    List<String> lines() {
        List<String> out = new ArrayList<>(others);
        known.keySet().forEach(key -> out.add(key.text()));
        return out;
    }

    /// What was written, read back: how each rule of ours is shown. Empty when somebody else wrote in between.
    Map<OfChainRule, String> learn(List<String> readBack) {
        if (readBack.size() != others.size() + known.size()) {
            return Map.of();
        }
        Map<OfChainRule, String> out = new LinkedHashMap<>();
        int at = others.size();
        for (OfChainRule key : known.keySet()) {
            out.put(key, readBack.get(at++));
        }
        return out;
    }
}
