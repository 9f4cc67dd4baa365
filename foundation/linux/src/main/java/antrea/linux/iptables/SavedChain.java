package antrea.linux.iptables;

import java.util.List;

/// A chain as iptables-save(8) writes it: the rules in order, each without the leading `-A CHAIN `.
public record SavedChain(String table, String name, List<String> rules) {
    public SavedChain {
        rules = List.copyOf(rules);
    }
}
