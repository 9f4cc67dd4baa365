package antrea.hostnet;

import antrea.net.IpFamily;

/// A rule of one of our chains. `text` is what follows `-A CHAIN`, in the syntax of iptables-restore(8). Rules
/// stand in the order of their positions, those of one position in the order of their texts.
public record IptablesRule(IpFamily family, String table, String chain, int position, String text)
        implements FilterItem {
    /// Throws [IllegalArgumentException] for a text of several lines: it would be several commands.
    public IptablesRule {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("a rule is one line: " + text);
        }
    }

    @Override
    public HostKey.OfChainRule key() {
        return new HostKey.OfChainRule(new HostKey.OfChain(family, table, chain), position, text);
    }
}
