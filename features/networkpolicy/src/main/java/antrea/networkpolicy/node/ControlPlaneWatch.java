package antrea.networkpolicy.node;

import antrea.graph.Calculation;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.Selection;
import antrea.kube.object.ObjectKey;
import antrea.kube.watch.ListWatch;
import antrea.kube.watch.ObjectSink;
import antrea.kube.watch.WatchMode;
import antrea.kube.watch.WatchSource;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.NetworkPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/// Keeps the sources of policies equal to what the controller has for this Node: three watches.
public final class ControlPlaneWatch implements AutoCloseable {
    private static final String PATH = "/apis/" + ControlPlane.GROUP + "/" + ControlPlane.VERSION + "/";

    private final List<ListWatch<ControlPlaneObject>> watches = new ArrayList<>();

    /// `controller` is asked at each new connection, since the controller moves from Node to Node. `files` keeps
    /// what it says; `reports` are told again to a new controller.
    public ControlPlaneWatch(
            Supplier<ApiTransport> controller,
            String nodeName,
            Calculation in,
            ListWatch.Timing timing,
            PolicyFiles files,
            RealizationReports reports) {
        ControllerChanges changes = new ControllerChanges(controller);
        Selection ours = Selection.ofField("nodeName=" + nodeName);
        Sinks sinks = Sinks.of(in, files.policies(), files.addressGroups(), files.appliedToGroups());
        watch(ControlPlaneKind.POLICIES, changes, ours, new Noticing(sinks.policies(), changes, reports), timing);
        watch(ControlPlaneKind.ADDRESS_GROUPS, changes, ours, sinks.addressGroups(), timing);
        watch(ControlPlaneKind.APPLIED_TO_GROUPS, changes, ours, sinks.appliedToGroups(), timing);
    }

    /// Has the reports told again after what may have been a change of the controller.
    private record Noticing(ObjectSink<ControlPlaneObject> sink, ControllerChanges changes, RealizationReports reports)
            implements ObjectSink<ControlPlaneObject> {
        @Override
        public void onReplace(Collection<ControlPlaneObject> all) {
            sink.onReplace(all);
            if (changes.take()) {
                reports.tellAgain();
            }
        }

        @Override
        public void onUpsert(ControlPlaneObject object) {
            sink.onUpsert(object);
        }

        @Override
        public void onDelete(ObjectKey key) {
            sink.onDelete(key);
        }

        @Override
        public void onUnavailable(String why) {
            changes.failed();
            sink.onUnavailable(why);
        }
    }

    /// Where the three kinds go.
    record Sinks(
            ReplicaSink<NetworkPolicy> policies,
            ReplicaSink<AddressGroup> addressGroups,
            ReplicaSink<AppliedToGroup> appliedToGroups) {
        static Sinks of(
                Calculation in,
                StoredObjects<NetworkPolicy> policies,
                StoredObjects<AddressGroup> addressGroups,
                StoredObjects<AppliedToGroup> appliedToGroups) {
            return new Sinks(
                    new ReplicaSink<>(ControlPlaneKind.POLICIES, in.inlet(PolicySources.POLICIES), policies),
                    new ReplicaSink<>(
                            ControlPlaneKind.ADDRESS_GROUPS, in.inlet(PolicySources.ADDRESS_GROUPS), addressGroups),
                    new ReplicaSink<>(
                            ControlPlaneKind.APPLIED_TO_GROUPS,
                            in.inlet(PolicySources.APPLIED_TO_GROUPS),
                            appliedToGroups));
        }

        /// Nothing is kept for a next start.
        static Sinks withoutFiles(Calculation in) {
            return of(in, StoredObjects.none(), StoredObjects.none(), StoredObjects.none());
        }
    }

    private void watch(
            ControlPlaneKind<?> kind,
            Supplier<ApiTransport> controller,
            Selection selection,
            ObjectSink<ControlPlaneObject> sink,
            ListWatch.Timing timing) {
        WatchSource<ControlPlaneObject> source = new WatchSource<>(
                controller,
                PATH + kind.resource(),
                selection,
                new ControlPlaneFormat(),
                WatchMode.ReplayThenWatch.DEFAULT);
        watches.add(new ListWatch<>(source, sink, timing));
    }

    public void start() {
        watches.forEach(ListWatch::start);
    }

    /// Whether all three stand.
    public boolean isConnected() {
        return watches.stream().allMatch(w -> w.status().connected());
    }

    @Override
    public void close() {
        watches.forEach(ListWatch::close);
    }
}
