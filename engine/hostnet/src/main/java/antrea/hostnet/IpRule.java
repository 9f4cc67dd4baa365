package antrea.hostnet;

import antrea.net.IpFamily;

/// A policy rule: packets with this mark look `table` up. `priority` as in ip-rule(8); lower ones are asked first.
public record IpRule(IpFamily family, int priority, int mark, int mask, int table) implements RoutingItem {
    @Override
    public HostKey.OfRule key() {
        return new HostKey.OfRule(this);
    }
}
