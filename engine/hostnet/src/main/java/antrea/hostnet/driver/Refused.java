package antrea.hostnet.driver;

import antrea.hostnet.HostKey;
import antrea.linux.LinuxException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Collects what the host refused while the rest goes on.
final class Refused {
    private final Map<HostKey, String> reasons = new LinkedHashMap<>();

    /// Does the work; a refusal is noted under the key.
    void attempt(HostKey key, Runnable work) {
        try {
            work.run();
        } catch (LinuxException e) {
            add(key, e);
        }
    }

    /// As [#attempt] for deletions: what is not there is as good as deleted.
    void attemptRemoval(HostKey key, Runnable work) {
        try {
            work.run();
        } catch (LinuxException e) {
            if (!e.isMissing()) {
                add(key, e);
            }
        }
    }

    void add(HostKey key, LinuxException why) {
        reasons.put(key, String.valueOf(why.getMessage()));
    }

    Map<HostKey, String> reasons() {
        return reasons;
    }
}
