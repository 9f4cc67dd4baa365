package antrea.networkpolicy.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.serve.codec.ProtobufReader;
import antrea.serve.codec.WireObject;
import antrea.serve.watch.EventType;
import antrea.serve.watch.WatchEvent;
import antrea.serve.watch.WatchSelector;
import antrea.serve.watch.WatchStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An agent as far as it watches: three streams, and what it knows by them. It knows only what came as bytes.
final class NodeView {
    private final WatchStream policyStream;
    private final WatchStream addressStream;
    private final WatchStream appliedStream;
    private final Map<String, NetworkPolicy> policies = new TreeMap<>();
    private final Map<String, Map<GroupMember.Key, GroupMember>> addressGroups = new TreeMap<>();
    private final Map<String, Map<GroupMember.Key, GroupMember>> appliedToGroups = new TreeMap<>();
    private int eventCount;

    /// Without Node it sees everything.
    NodeView(PublishedPolicies published, Optional<String> nodeName) {
        WatchSelector selector = nodeName.map(WatchSelector::ofNode).orElse(WatchSelector.ALL);
        policyStream = published.policies().watch(selector);
        addressStream = published.addressGroups().watch(selector);
        appliedStream = published.placedGroups().watch(selector);
    }

    /// What a new watcher sees.
    static NodeView fresh(PublishedPolicies published, Optional<String> nodeName) {
        NodeView view = new NodeView(published, nodeName);
        view.read();
        return view;
    }

    /// The content: what a Node would act on.
    record Content(
            Map<String, NetworkPolicy> policies,
            Map<String, Map<GroupMember.Key, GroupMember>> addressGroups,
            Map<String, Map<GroupMember.Key, GroupMember>> appliedToGroups) {}

    Content content() {
        return new Content(Map.copyOf(policies), Map.copyOf(addressGroups), Map.copyOf(appliedToGroups));
    }

    /// Reads all there is; returns how many events came since the last call, bookmarks not counted.
    int read() {
        eventCount = 0;
        drain(policyStream, this::observePolicy);
        drain(addressStream, this::observeAddressGroup);
        drain(appliedStream, this::observeAppliedToGroup);
        return eventCount;
    }

    private interface Observer {
        void observe(EventType type, String kind, ProtobufReader body);
    }

    private void drain(WatchStream stream, Observer observer) {
        while (stream.next(Duration.ZERO) instanceof WatchStream.Event(WatchEvent event)) {
            WireObject object = event.object();
            if (event.type() != EventType.BOOKMARK) {
                eventCount++;
                observer.observe(
                        event.type(),
                        object.kind().kind(),
                        new ProtobufReader(object.protobufBody().orElseThrow()));
            }
        }
    }

    private void observePolicy(EventType type, String kind, ProtobufReader body) {
        assertEquals("NetworkPolicy", kind);
        NetworkPolicy policy = ControlPlane.NETWORK_POLICY.fromProtobuf(body);
        switch (type) {
            case ADDED, MODIFIED ->
                assertEquals(type == EventType.MODIFIED, policies.put(policy.name(), policy) != null, "" + type);
            case DELETED -> assertTrue(policies.remove(policy.name()) != null);
            case BOOKMARK -> {}
        }
    }

    private void observeAddressGroup(EventType type, String kind, ProtobufReader body) {
        switch (type) {
            case ADDED -> {
                assertEquals("AddressGroup", kind);
                AddressGroup group = ControlPlane.ADDRESS_GROUP.fromProtobuf(body);
                assertTrue(addressGroups.put(group.name(), byKey(group.groupMembers())) == null);
            }
            case MODIFIED -> {
                assertEquals("AddressGroupPatch", kind);
                AddressGroup.Patch patch = ControlPlane.ADDRESS_GROUP_PATCH.fromProtobuf(body);
                patch(known(addressGroups, patch.metadata().name()), patch.added(), patch.removed());
            }
            case DELETED ->
                assertTrue(addressGroups.remove(
                                ControlPlane.ADDRESS_GROUP.fromProtobuf(body).name())
                        != null);
            case BOOKMARK -> {}
        }
    }

    private void observeAppliedToGroup(EventType type, String kind, ProtobufReader body) {
        switch (type) {
            case ADDED -> {
                assertEquals("AppliedToGroup", kind);
                AppliedToGroup group = ControlPlane.APPLIED_TO_GROUP.fromProtobuf(body);
                assertTrue(appliedToGroups.put(group.name(), byKey(group.groupMembers())) == null);
            }
            case MODIFIED -> {
                assertEquals("AppliedToGroupPatch", kind);
                AppliedToGroup.Patch patch = ControlPlane.APPLIED_TO_GROUP_PATCH.fromProtobuf(body);
                patch(known(appliedToGroups, patch.metadata().name()), patch.added(), patch.removed());
            }
            case DELETED ->
                assertTrue(appliedToGroups.remove(
                                ControlPlane.APPLIED_TO_GROUP.fromProtobuf(body).name())
                        != null);
            case BOOKMARK -> {}
        }
    }

    private static Map<GroupMember.Key, GroupMember> known(
            Map<String, Map<GroupMember.Key, GroupMember>> groups, String name) {
        return Optional.ofNullable(groups.get(name)).orElseThrow();
    }

    static Map<GroupMember.Key, GroupMember> byKey(List<GroupMember> members) {
        Map<GroupMember.Key, GroupMember> out = new HashMap<>();
        members.forEach(member -> assertTrue(out.put(member.key(), member) == null, "a member came twice"));
        return out;
    }

    /// As the agent of 1.15 does it: what was added first, then what was removed.
    private static void patch(
            Map<GroupMember.Key, GroupMember> group, List<GroupMember> added, List<GroupMember> removed) {
        added.forEach(member -> group.put(member.key(), member));
        removed.forEach(member -> assertTrue(group.remove(member.key()) != null));
    }
}
