package antrea.controller;

import antrea.feature.KubeFeed;
import antrea.feature.KubeSources;
import antrea.graph.Calculation;
import antrea.graph.SourceId;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.Selection;
import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.ResourceType;
import antrea.kube.resource.Resources;
import antrea.kube.watch.Backoff;
import antrea.kube.watch.ListWatch;
import antrea.kube.watch.WatchSource;
import antrea.networkpolicy.central.ClusterSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The lists and watches of the cluster that fill the sources of the calculation.
final class ClusterWatches {
    private final ListWatch.Timing timing = ListWatch.Timing.of(Backoff.KUBERNETES, new Random());
    private final List<ListWatch<?>> watches = new ArrayList<>();

    ClusterWatches(ApiTransport transport, Calculation calculation) {
        watch(transport, Resources.NAMESPACES, calculation, ClusterSources.NAMESPACES);
        watch(transport, Resources.PODS, calculation, ClusterSources.PODS);
        watch(transport, Resources.NETWORK_POLICIES, calculation, ClusterSources.NETWORK_POLICIES);
        watch(transport, Resources.NODES, calculation, KubeSources.NODES);
    }

    private <T extends KubeObject> void watch(
            ApiTransport transport, ResourceType<T> type, Calculation calculation, SourceId<ObjectKey, T> source) {
        watches.add(new ListWatch<>(
                WatchSource.of(transport, type, Selection.ALL), new KubeFeed<>(calculation.inlet(source)), timing));
    }

    void start() {
        watches.forEach(ListWatch::start);
    }

    void stop() {
        watches.forEach(ListWatch::close);
    }

    /// Why not everything has been listed yet; empty when it has.
    Optional<String> notSynced() {
        StringBuilder out = new StringBuilder();
        for (ListWatch<?> watch : watches) {
            ListWatch.Status status = watch.status();
            if (!status.synced()) {
                out.append(out.isEmpty() ? "" : "; ").append("not listed yet: ").append(status.lastError());
            }
        }
        return Optional.of(out.toString()).filter(text -> !text.isEmpty());
    }
}
