package antrea.kube.object;

import antrea.net.AddressWithPrefix;
import antrea.net.Protocol;
import java.util.List;
import java.util.Optional;

/// A NetworkPolicy (networking.k8s.io/v1), complete.
///
/// `ingress` and `egress` say which policyTypes hold; a direction that holds and has no rule lets nothing through.
public record NetworkPolicy(
        Meta meta,
        LabelSelector podSelector,
        boolean ingress,
        boolean egress,
        List<Rule> ingressRules,
        List<Rule> egressRules)
        implements KubeObject {
    /// Empty `ports` means every port, empty `peers` means everybody.
    ///
    /// @param unreadablePorts why a port that the object names is not among `ports`; with such and without others
    ///     the rule allows nothing
    public record Rule(List<Port> ports, List<Peer> peers, List<String> unreadablePorts) {
        public static final Rule ALL = new Rule(List.of(), List.of());

        public Rule {
            ports = List.copyOf(ports);
            peers = List.copyOf(peers);
            unreadablePorts = List.copyOf(unreadablePorts);
        }

        public Rule(List<Port> ports, List<Peer> peers) {
            this(ports, peers, List.of());
        }

        /// Whether no traffic at all is meant: no port that the object names could be understood.
        public boolean allowsNothing() {
            return ports.isEmpty() && !unreadablePorts.isEmpty();
        }
    }

    /// A port, a named port, or with `endPort` a range. Without `port` every port of the protocol.
    public record Port(Protocol protocol, Optional<IntOrString> port, Optional<Integer> endPort) {
        public static Port of(Protocol protocol, int port) {
            return new Port(protocol, Optional.of(IntOrString.of(port)), Optional.empty());
        }
    }

    /// Who may talk: workloads by selector, or addresses.
    public sealed interface Peer {}

    /// Nobody, since what the object says cannot be understood. The policy stands without that peer: left out
    /// altogether, it would isolate nobody.
    public record UnreadablePeer(String why) implements Peer {}

    /// Pods by label. Without `namespaceSelector` those of the policy's own Namespace, without `podSelector` all.
    public record WorkloadPeer(Optional<LabelSelector> podSelector, Optional<LabelSelector> namespaceSelector)
            implements Peer {}

    /// Addresses of a CIDR but not of the excepted ones. The bits behind a prefix mean nothing; they stay, since the
    /// user wrote them.
    public record IpBlock(AddressWithPrefix cidr, List<AddressWithPrefix> except) implements Peer {
        public IpBlock {
            except = List.copyOf(except);
        }
    }

    public NetworkPolicy {
        ingressRules = List.copyOf(ingressRules);
        egressRules = List.copyOf(egressRules);
    }
}
