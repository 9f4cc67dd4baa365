package antrea.hostnet.driver;

import antrea.hostnet.FilterItem;
import antrea.hostnet.HostKey;
import antrea.linux.LinuxException;
import antrea.linux.ipset.Ipsets;
import antrea.linux.iptables.Iptables;
import antrea.reconcile.Delta;
import antrea.reconcile.Driver;
import antrea.reconcile.DriverException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sets, chains and rules. New sets come before the rules that ask them, and go after these.
public final class FilterDriver implements Driver<HostKey, FilterItem> {
    private final SetLines sets;
    private final List<ChainDriver> chains = new ArrayList<>();

    /// `iptables`: one for each family that the Node has.
    public FilterDriver(Ipsets ipsets, List<Iptables> iptables) {
        this.sets = new SetLines(ipsets);
        iptables.forEach(one -> chains.add(new ChainDriver(one)));
    }

    @Override
    public Map<HostKey, FilterItem> readActual() {
        try {
            Map<HostKey, FilterItem> actual = new HashMap<>();
            sets.read(actual);
            chains.forEach(chain -> chain.read(actual));
            return actual;
        } catch (LinuxException e) {
            throw new DriverException("chains or sets of the host cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Map<HostKey, String> apply(Delta<HostKey, FilterItem> delta) {
        Refused refused = new Refused();
        List<FilterItem> puts = new ArrayList<>(delta.additions().values());
        puts.addAll(delta.changes().values());
        Collection<FilterItem> removals = delta.deletions().values();
        try {
            sets.put(puts, refused);
            chains.forEach(chain -> chain.apply(puts, removals, refused));
            sets.delete(removals, refused);
            return refused.reasons();
        } catch (LinuxException e) {
            throw new DriverException("chains or sets of the host cannot be changed: " + e.getMessage(), e);
        }
    }
}
