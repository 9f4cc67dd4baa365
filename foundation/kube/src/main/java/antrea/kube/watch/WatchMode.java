package antrea.kube.watch;

import java.time.Duration;

/// What an API server promises about its watches.
///
/// `serverTimeout`: after that time, or up to twice of it, the server shall end a watch; connections thus spread
/// anew over the servers. `silence`: a stream without a byte for that long is taken for dead.
public sealed interface WatchMode {
    Duration serverTimeout();

    Duration silence();

    /// kube-apiserver: list, then watch from the version of the list. Since Kubernetes 1.17 a bookmark comes every
    /// minute, within two seconds, so a longer `silence` means a connection that only we still hold. Should a
    /// server send none or be late, an idle watch is cut and goes on from where it was, which costs one request.
    record ListThenWatch(Duration serverTimeout, Duration silence) implements WatchMode {
        public static final ListThenWatch DEFAULT = new ListThenWatch(Duration.ofMinutes(5), Duration.ofSeconds(80));
    }

    /// antrea-controller: a watch brings the whole state as ADDED events, ends it with one BOOKMARK and goes on
    /// with changes; there are no resource versions, so every connection starts from the beginning. `silence`
    /// holds until the bookmark. Behind it a controller of ours sends the bookmark again after each `heartbeat`
    /// without an event, since we ask for it: three that fail to come mean a dead stream. The original's sends
    /// none; there only the asked end of the watch tells, so `serverTimeout` is short.
    record ReplayThenWatch(Duration serverTimeout, Duration silence, Duration heartbeat) implements WatchMode {
        public static final ReplayThenWatch DEFAULT =
                new ReplayThenWatch(Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(15));
    }
}
