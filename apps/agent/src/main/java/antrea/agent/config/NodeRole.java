package antrea.agent.config;

import antrea.net.Cidr;
import antrea.runtime.config.ConfigSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Options `nodeType` and `externalNode`: what kind of machine this is.
public record NodeRole(NodeType type, String externalNodeNamespace, List<PolicyBypassRule> policyBypassRules) {
    /// nodeType.
    public enum NodeType {
        K8S_NODE("k8sNode"),
        EXTERNAL_NODE("externalNode");

        private final String word;

        NodeType(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// Traffic of a machine outside of the cluster that no policy may touch. `port` is 0 where the protocol has
    /// none.
    public record PolicyBypassRule(boolean ingress, String protocol, Optional<Cidr> cidr, int port) {
        static final List<String> PROTOCOLS = List.of("tcp", "udp", "icmp", "ip");

        static PolicyBypassRule read(ConfigSection rule) {
            String direction = rule.choice("direction", "", List.of("ingress", "egress"), w -> w);
            String protocol = rule.choice("protocol", "", PROTOCOLS, w -> w);
            Optional<Cidr> cidr = rule.parsed("cidr", Cidr::parse);
            int port = rule.port("port", 0);
            if (direction.isEmpty() || protocol.isEmpty() || cidr.isEmpty()) {
                throw rule.refusal("cidr", "a policyBypassRule needs direction, protocol and cidr");
            }
            if (port == 0 && (protocol.equals("tcp") || protocol.equals("udp"))) {
                throw rule.refusal("port", "is needed for protocol " + protocol);
            }
            return new PolicyBypassRule(direction.equals("ingress"), protocol, cidr, port);
        }
    }

    public NodeRole {
        policyBypassRules = List.copyOf(policyBypassRules);
    }

    static NodeRole read(ConfigSection file) {
        ConfigSection external = file.section("externalNode");
        List<PolicyBypassRule> rules = new ArrayList<>();
        external.sections("policyBypassRules").forEach(rule -> rules.add(PolicyBypassRule.read(rule)));
        return new NodeRole(
                file.choice("nodeType", NodeType.K8S_NODE, List.of(NodeType.values()), NodeType::word),
                external.text("externalNodeNamespace", "default"),
                rules);
    }

    public boolean external() {
        return type == NodeType.EXTERNAL_NODE;
    }
}
