package antrea.hostnet.driver;

import antrea.hostnet.FilterItem;
import antrea.hostnet.HostKey;
import antrea.hostnet.HostKey.OfChain;
import antrea.hostnet.HostKey.OfChainRule;
import antrea.hostnet.IpSet;
import antrea.hostnet.IpSetEntry;
import antrea.hostnet.IptablesChain;
import antrea.hostnet.IptablesRule;
import antrea.hostnet.Ownership;
import antrea.linux.LinuxException;
import antrea.linux.iptables.Iptables;
import antrea.linux.iptables.SavedChain;
import antrea.linux.iptables.SavedTables;
import antrea.net.IpFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Chains and rules of one address family. A chain that changes is written as a whole, all chains of a table in
/// one transaction of the kernel, so that no packet sees half of it.
///
/// The kernel shows rules in other words than it is given. How each rule is shown is learned by reading back what
/// was written; beside the jumps that were asked for, that is all that is remembered.
final class ChainDriver {
    private final Iptables iptables;
    private final Map<OfChainRule, String> wordings = new HashMap<>();
    private final Map<OfChain, IptablesChain> stated = new HashMap<>();

    ChainDriver(Iptables iptables) {
        this.iptables = iptables;
    }

    private IpFamily family() {
        return iptables.family();
    }

    void read(Map<HostKey, FilterItem> actual) {
        SavedTables saved = iptables.save();
        for (SavedChain chain : saved.chains()) {
            if (!Ownership.ownsChain(chain.name())) {
                continue;
            }
            OfChain key = new OfChain(family(), chain.table(), chain.name());
            actual.put(key, value(saved, key));
            for (OfChainRule rule : new ChainContent(key, chain.rules(), wordings).keys()) {
                actual.put(rule, new IptablesRule(family(), chain.table(), chain.name(), rule.position(), rule.text()));
            }
        }
    }

    /// The stated value when the right hooks lead to the chain, whatever the words.
    private IptablesChain value(SavedTables saved, OfChain key) {
        Jumps jumps = Jumps.find(saved, key);
        IptablesChain wanted = stated.get(key);
        return wanted != null && jumps.areFrom(wanted.jumps())
                ? wanted
                : new IptablesChain(key.family(), key.table(), key.name(), jumps.values());
    }

    /// Makes the changes that are of this family and notes what is refused.
    void apply(Collection<FilterItem> puts, Collection<FilterItem> removals, Refused refused) {
        Map<String, List<FilterItem>> putsByTable = byTable(puts);
        Map<String, List<FilterItem>> removalsByTable = byTable(removals);
        removalsByTable.keySet().forEach(table -> putsByTable.computeIfAbsent(table, _ -> new ArrayList<>()));
        putsByTable.forEach((table, items) -> {
            remember(items);
            write(table, items, removalsByTable.getOrDefault(table, List.of()), refused);
        });
    }

    private Map<String, List<FilterItem>> byTable(Collection<FilterItem> items) {
        Map<String, List<FilterItem>> out = new TreeMap<>();
        for (FilterItem item : items) {
            switch (item) {
                case IptablesChain chain
                when chain.family() == family() ->
                    out.computeIfAbsent(chain.table(), _ -> new ArrayList<>()).addFirst(item);
                case IptablesRule rule
                when rule.family() == family() ->
                    out.computeIfAbsent(rule.table(), _ -> new ArrayList<>()).addLast(item);
                case IptablesChain _, IptablesRule _, IpSet _, IpSetEntry _ -> {}
            }
        }
        return out;
    }

    private void remember(List<FilterItem> items) {
        for (FilterItem item : items) {
            if (item instanceof IptablesChain chain) {
                stated.put(chain.key(), chain);
            }
        }
    }

    /// All at once. When the kernel refuses that, the removals alone, then each new thing alone.
    private void write(String table, List<FilterItem> puts, List<FilterItem> removals, Refused refused) {
        try {
            attempt(table, puts, removals);
        } catch (LinuxException together) {
            if (puts.size() + removals.size() == 1) {
                puts.forEach(item -> refused.add(item.key(), together));
                removals.forEach(item -> refused.add(item.key(), together));
                return;
            }
            if (!removals.isEmpty()) {
                removals.reversed()
                        .forEach(item -> refused.attempt(item.key(), () -> attempt(table, List.of(), List.of(item))));
            }
            puts.forEach(item -> refused.attempt(item.key(), () -> attempt(table, List.of(item), List.of())));
        }
    }

    private void attempt(String table, List<FilterItem> puts, List<FilterItem> removals) {
        TableChange change = new TableChange(table, iptables.save(table), wordings, puts, removals);
        iptables.restore(change.text());
        for (FilterItem item : removals) {
            if (item instanceof IptablesRule rule) {
                wordings.remove(rule.key());
            } else if (item instanceof IptablesChain chain) {
                stated.remove(chain.key());
            }
        }
        SavedTables now = iptables.save(table);
        change.contents().forEach((chain, content) -> now.chain(table, chain.name())
                .ifPresent(found -> wordings.putAll(content.learn(found.rules()))));
    }
}
