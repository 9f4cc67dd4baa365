package antrea.hostnet.driver;

import antrea.hostnet.FilterItem;
import antrea.hostnet.HostKey.OfChain;
import antrea.hostnet.HostKey.OfChainRule;
import antrea.hostnet.IpSet;
import antrea.hostnet.IpSetEntry;
import antrea.hostnet.IptablesChain;
import antrea.hostnet.IptablesChain.Jump;
import antrea.hostnet.IptablesRule;
import antrea.linux.LinuxException;
import antrea.linux.iptables.SavedChain;
import antrea.linux.iptables.SavedTables;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One change of one table as a text for iptables-restore(8), which the kernel applies as a whole.
final class TableChange {
    private final String table;
    private final SavedTables saved;
    private final Map<OfChainRule, String> wordings;
    private final Map<OfChain, IptablesChain> chains = new LinkedHashMap<>();
    private final Set<OfChain> removedChains = new LinkedHashSet<>();
    private final Map<OfChain, ChainContent> contents = new LinkedHashMap<>();

    /// `saved` is what stands in the table now. Throws [LinuxException] for a rule whose chain is not there.
    TableChange(
            String table,
            SavedTables saved,
            Map<OfChainRule, String> wordings,
            Collection<FilterItem> puts,
            Collection<FilterItem> removals) {
        this.table = table;
        this.saved = saved;
        this.wordings = wordings;
        for (FilterItem item : removals) {
            if (item instanceof IptablesChain chain) {
                removedChains.add(chain.key());
            }
        }
        for (FilterItem item : puts) {
            if (item instanceof IptablesChain chain) {
                chains.put(chain.key(), chain);
            }
        }
        removals.forEach(this::remove);
        puts.forEach(this::put);
    }

    private void put(FilterItem item) {
        switch (item) {
            case IptablesRule rule -> {
                OfChain chain = rule.key().chain();
                if (!chains.containsKey(chain) && !isThere(chain) || removedChains.contains(chain)) {
                    throw new LinuxException(chain + " is not there; state it beside its rules");
                }
                content(chain).put(rule.key());
            }
            case IptablesChain _, IpSet _, IpSetEntry _ -> {}
        }
    }

    private void remove(FilterItem item) {
        switch (item) {
            case IptablesRule rule -> {
                OfChain chain = rule.key().chain();
                if (isThere(chain) && !removedChains.contains(chain)) {
                    content(chain).remove(rule.key());
                }
            }
            case IptablesChain _, IpSet _, IpSetEntry _ -> {}
        }
    }

    private boolean isThere(OfChain chain) {
        return saved.chain(table, chain.name()).isPresent();
    }

    private ChainContent content(OfChain chain) {
        return contents.computeIfAbsent(chain, key -> {
            List<String> lines =
                    saved.chain(table, key.name()).map(SavedChain::rules).orElse(List.of());
            return new ChainContent(key, lines, wordings);
        });
    }

    /// The chains whose rules are written anew.
    Map<OfChain, ChainContent> contents() {
        return contents;
    }

    /// Declaring a chain empties it, so only those are declared that are new or written anew.
    String text() {
        StringBuilder out = new StringBuilder("*" + table + "\n");
        Set<OfChain> declared = new LinkedHashSet<>(contents.keySet());
        chains.keySet().stream().filter(chain -> !isThere(chain)).forEach(declared::add);
        declared.forEach(chain -> out.append(':').append(chain.name()).append(" - [0:0]\n"));
        chains.forEach((key, chain) -> appendJumps(out, key, chain.jumps()));
        removedChains.forEach(chain -> appendJumps(out, chain, List.of()));
        contents.forEach((chain, content) -> content.lines().forEach(line -> append(out, "-A", chain.name(), line)));
        for (OfChain chain : removedChains) {
            if (isThere(chain)) {
                out.append("-F ").append(chain.name()).append('\n');
                out.append("-X ").append(chain.name()).append('\n');
            }
        }
        return out.append("COMMIT\n").toString();
    }

    private void appendJumps(StringBuilder out, OfChain target, List<Jump> wanted) {
        Jumps present = Jumps.find(saved, target);
        present.superfluous(wanted).forEach(line -> append(out, "-D", line.hook(), line.rule()));
        for (Jump jump : wanted) {
            if (!present.isFrom(jump.hook())) {
                append(out, "-A", jump.hook(), jump.text(target.name()));
            }
        }
    }

    private static void append(StringBuilder out, String verb, String chain, String rule) {
        out.append(verb).append(' ').append(chain).append(' ').append(rule).append('\n');
    }
}
