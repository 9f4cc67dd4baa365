package antrea.hostnet;

import antrea.net.IpFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A chain of our own and the jumps that lead into it. Its rules are stated one by one as [IptablesRule]. The name
/// begins with [Ownership#CHAIN_PREFIX].
public record IptablesChain(IpFamily family, String table, String name, List<Jump> jumps) implements FilterItem {
    /// A rule at the end of the built-in chain `hook` that jumps to ours. `match` is what stands before the
    /// comment, usually empty; `comment` is without quotes.
    public record Jump(String hook, String match, String comment) {
        /// For all packets, as "Antrea: jump to Antrea output rules".
        public static Jump from(String hook, String comment) {
            return new Jump(hook, "", comment);
        }

        /// The arguments of iptables, without the hook.
        public String text(String target) {
            return (match.isEmpty() ? "" : match + " ") + "-m comment --comment \"" + comment + "\" -j " + target;
        }
    }

    /// The jumps are sorted by their hooks, at most one for each.
    public IptablesChain {
        List<Jump> sorted = new ArrayList<>(jumps);
        sorted.sort(Comparator.comparing(Jump::hook));
        jumps = List.copyOf(sorted);
    }

    @Override
    public HostKey.OfChain key() {
        return new HostKey.OfChain(family, table, name);
    }
}
