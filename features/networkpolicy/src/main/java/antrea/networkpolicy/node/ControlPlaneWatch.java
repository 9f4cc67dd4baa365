package antrea.networkpolicy.node;

import antrea.graph.Calculation;
import antrea.graph.SourceInlet;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Keeps the sources of policies equal to what the controller has for this Node: three watches. Changes of groups
/// are put together to whole groups here, so that the calculation sees values only.
public final class ControlPlaneWatch implements AutoCloseable {
    private static final String PATH = "/apis/" + ControlPlane.GROUP + "/" + ControlPlane.VERSION + "/";

    private final List<ListWatch<ControlPlaneObject>> watches = new ArrayList<>();

    /// `controller` is asked at each new connection, since the controller moves from Node to Node.
    public ControlPlaneWatch(
            Supplier<ApiTransport> controller, String nodeName, Calculation in, ListWatch.Timing timing) {
        Selection ours = Selection.ofField("nodeName=" + nodeName);
        watch("networkpolicies", controller, ours, new PolicySink(in.inlet(PolicySources.POLICIES)), timing);
        watch("addressgroups", controller, ours, new AddressSink(in.inlet(PolicySources.ADDRESS_GROUPS)), timing);
        watch("appliedtogroups", controller, ours, new TargetSink(in.inlet(PolicySources.APPLIED_TO_GROUPS)), timing);
    }

    private void watch(
            String resource,
            Supplier<ApiTransport> controller,
            Selection selection,
            ObjectSink<ControlPlaneObject> sink,
            ListWatch.Timing timing) {
        WatchSource<ControlPlaneObject> source = new WatchSource<>(
                controller, PATH + resource, selection, new ControlPlaneFormat(), WatchMode.ReplayThenWatch.DEFAULT);
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

    record PolicySink(SourceInlet<String, NetworkPolicy> inlet) implements ObjectSink<ControlPlaneObject> {
        @Override
        public void onReplace(Collection<ControlPlaneObject> all) {
            Map<String, NetworkPolicy> out = new HashMap<>();
            for (ControlPlaneObject object : all) {
                if (object instanceof ControlPlaneObject.Policy(NetworkPolicy policy)) {
                    out.put(policy.name(), policy);
                }
            }
            inlet.replaceAll(out);
            inlet.markSynced();
        }

        @Override
        public void onUpsert(ControlPlaneObject object) {
            if (object instanceof ControlPlaneObject.Policy(NetworkPolicy policy)) {
                inlet.put(policy.name(), policy);
            }
        }

        @Override
        public void onDelete(ObjectKey key) {
            inlet.remove(key.name());
        }
    }

    record AddressSink(SourceInlet<String, AddressGroup> inlet, Map<String, AddressGroup> known)
            implements ObjectSink<ControlPlaneObject> {
        AddressSink(SourceInlet<String, AddressGroup> inlet) {
            this(inlet, new HashMap<>());
        }

        @Override
        public void onReplace(Collection<ControlPlaneObject> all) {
            known.clear();
            for (ControlPlaneObject object : all) {
                if (object instanceof ControlPlaneObject.Addresses(AddressGroup group)) {
                    known.put(group.name(), group);
                }
            }
            inlet.replaceAll(Map.copyOf(known));
            inlet.markSynced();
        }

        @Override
        public void onUpsert(ControlPlaneObject object) {
            if (object instanceof ControlPlaneObject.Addresses(AddressGroup group)) {
                known.put(group.name(), group);
                inlet.put(group.name(), group);
            } else if (object instanceof ControlPlaneObject.AddressesChange(AddressGroup.Patch patch)) {
                AddressGroup before =
                        known.getOrDefault(patch.metadata().name(), new AddressGroup(patch.metadata(), List.of()));
                AddressGroup after = new AddressGroup(
                        before.metadata(), Members.merge(before.groupMembers(), patch.added(), patch.removed()));
                known.put(after.name(), after);
                inlet.put(after.name(), after);
            }
        }

        @Override
        public void onDelete(ObjectKey key) {
            known.remove(key.name());
            inlet.remove(key.name());
        }
    }

    record TargetSink(SourceInlet<String, AppliedToGroup> inlet, Map<String, AppliedToGroup> known)
            implements ObjectSink<ControlPlaneObject> {
        TargetSink(SourceInlet<String, AppliedToGroup> inlet) {
            this(inlet, new HashMap<>());
        }

        @Override
        public void onReplace(Collection<ControlPlaneObject> all) {
            known.clear();
            for (ControlPlaneObject object : all) {
                if (object instanceof ControlPlaneObject.Targets(AppliedToGroup group)) {
                    known.put(group.name(), group);
                }
            }
            inlet.replaceAll(Map.copyOf(known));
            inlet.markSynced();
        }

        @Override
        public void onUpsert(ControlPlaneObject object) {
            if (object instanceof ControlPlaneObject.Targets(AppliedToGroup group)) {
                known.put(group.name(), group);
                inlet.put(group.name(), group);
            } else if (object instanceof ControlPlaneObject.TargetsChange(AppliedToGroup.Patch patch)) {
                AppliedToGroup before =
                        known.getOrDefault(patch.metadata().name(), new AppliedToGroup(patch.metadata(), List.of()));
                AppliedToGroup after = new AppliedToGroup(
                        before.metadata(), Members.merge(before.groupMembers(), patch.added(), patch.removed()));
                known.put(after.name(), after);
                inlet.put(after.name(), after);
            }
        }

        @Override
        public void onDelete(ObjectKey key) {
            known.remove(key.name());
            inlet.remove(key.name());
        }
    }
}
