package antrea.hostnet.driver;

import antrea.hostnet.FilterItem;
import antrea.hostnet.HostKey;
import antrea.hostnet.IpSet;
import antrea.hostnet.IpSetEntry;
import antrea.hostnet.Ownership;
import antrea.linux.LinuxException;
import antrea.linux.ipset.Ipsets;
import antrea.linux.ipset.SavedSet;
import antrea.net.IpFamily;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Sets and their entries, as lines of `ipset restore`. All lines go in one call; only when that fails they go one
/// by one, to find out which is refused.
final class SetLines {
    private final Ipsets ipsets;

    SetLines(Ipsets ipsets) {
        this.ipsets = ipsets;
    }

    void read(Map<HostKey, FilterItem> actual) {
        for (SavedSet saved : ipsets.save()) {
            if (!Ownership.ownsSet(saved.name())) {
                continue;
            }
            IpSet set = new IpSet(saved.name(), saved.type(), saved.family());
            actual.put(set.key(), set);
            for (String entry : saved.entries()) {
                IpSetEntry value = new IpSetEntry(saved.name(), entry);
                actual.put(value.key(), value);
            }
        }
    }

    /// Creates the sets, then adds the entries.
    void put(Collection<FilterItem> items, Refused refused) {
        Map<HostKey, String> lines = new LinkedHashMap<>();
        for (FilterItem item : items) {
            if (item instanceof IpSet set) {
                String family = set.family() == IpFamily.V6 ? " family inet6" : "";
                lines.put(set.key(), "create " + set.name() + " " + set.type() + family);
            }
        }
        for (FilterItem item : items) {
            if (item instanceof IpSetEntry entry) {
                lines.put(entry.key(), "add " + entry.set() + " " + entry.entry());
            }
        }
        restore(lines).forEach(refused::add);
    }

    /// Deletes the entries, then the sets; nothing may look into these any more.
    void delete(Collection<FilterItem> items, Refused refused) {
        Map<HostKey, String> lines = new LinkedHashMap<>();
        for (FilterItem item : items) {
            if (item instanceof IpSetEntry entry) {
                lines.put(entry.key(), "del " + entry.set() + " " + entry.entry());
            }
        }
        for (FilterItem item : items) {
            if (item instanceof IpSet set) {
                lines.put(set.key(), "destroy " + set.name());
            }
        }
        Map<HostKey, LinuxException> failed = restore(lines);
        if (!failed.isEmpty()) {
            Map<HostKey, FilterItem> left = new HashMap<>();
            read(left);
            failed.keySet().retainAll(left.keySet());
            failed.forEach(refused::add);
        }
    }

    private Map<HostKey, LinuxException> restore(Map<HostKey, String> lines) {
        Map<HostKey, LinuxException> failed = new LinkedHashMap<>();
        if (lines.isEmpty()) {
            return failed;
        }
        try {
            ipsets.restore(String.join("\n", lines.values()) + "\n");
        } catch (LinuxException together) {
            if (lines.size() == 1) {
                lines.keySet().forEach(key -> failed.put(key, together));
                return failed;
            }
            lines.forEach((key, line) -> {
                try {
                    ipsets.restore(line + "\n");
                } catch (LinuxException alone) {
                    failed.put(key, alone);
                }
            });
        }
        return failed;
    }
}
