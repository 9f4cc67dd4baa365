package antrea.networkpolicy.node;

import antrea.graph.SourceId;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.NetworkPolicy;

/// What the controller tells this Node, by name.
public final class PolicySources {
    public static final SourceId<String, NetworkPolicy> POLICIES = SourceId.named("internal policies");
    public static final SourceId<String, AddressGroup> ADDRESS_GROUPS = SourceId.named("address groups");
    public static final SourceId<String, AppliedToGroup> APPLIED_TO_GROUPS = SourceId.named("applied-to groups");

    private PolicySources() {}
}
