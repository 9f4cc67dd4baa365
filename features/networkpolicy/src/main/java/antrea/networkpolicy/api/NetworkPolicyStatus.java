package antrea.networkpolicy.api;

import java.util.List;

/// The report of one Node (or several) on how far it has realised a policy. `metadata.name` is the policy's name.
public record NetworkPolicyStatus(Metadata metadata, List<NodeStatus> nodes) {
    public NetworkPolicyStatus {
        nodes = List.copyOf(nodes);
    }

    /// @param generation of the policy that was tried
    /// @param message why it failed; empty when it did not
    public record NodeStatus(String nodeName, long generation, boolean realizationFailure, String message) {}
}
