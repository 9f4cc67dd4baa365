package antrea.agent.config;

import antrea.runtime.config.ConfigKey;
import antrea.runtime.config.ConfigRule;
import antrea.runtime.config.ConfigSection;
import antrea.runtime.gate.FeatureGates;
import antrea.runtime.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The file antrea-agent.conf with its defaults filled in.
public record AgentConfig(
        FeatureGates gates,
        NodeRole role,
        ConnectionConfig connections,
        ServerConfig server,
        NetworkConfig network,
        FeatureConfig features) {

    /// Reads and checks the file. `where` names it in messages. Throws [antrea.runtime.config.ConfigException] for
    /// unknown keys, wrong values, options that contradict each other and options that are not there yet.
    public static AgentConfig read(String yaml, String where, Map<String, String> environment) {
        AgentConfig config = meant(yaml, where, environment);
        ConfigRule.check(UnfinishedOptions.RULES, config, where);
        return config;
    }

    /// As [#read], but for options that are not there yet.
    static AgentConfig meant(String yaml, String where, Map<String, String> environment) {
        ConfigSection file = ConfigSection.ofYaml(yaml, where);
        AgentConfig config = of(file, environment);
        file.finish();
        ConfigRule.check(AgentRules.rules(environment), config, where);
        return config;
    }

    /// Whether the feature of a gate works in this agent: it is in this build, and switched on. Many a gate is on by
    /// default, as in the original, and its feature is not there yet.
    public boolean works(Gate gate) {
        return gates.enabled(gate) && UnfinishedOptions.isThere(gate);
    }

    /// What the operator should know; to be logged at start.
    public List<String> warnings() {
        List<String> out = new ArrayList<>(gates.warnings());
        out.addAll(UnfinishedOptions.remarks(this));
        out.addAll(connections.kube().remarks("clientConnection"));
        out.addAll(connections.antrea().remarks("antreaClientConnection"));
        return out;
    }

    /// Every key of the file.
    public static List<ConfigKey> keys() {
        ConfigSection file = ConfigSection.ofYaml("""
                externalNode: {policyBypassRules: [{direction: ingress, protocol: ip, cidr: 0.0.0.0/0}]}
                secondaryNetwork: {ovsBridges: [{}]}
                """, "one element of each list");
        of(file, Map.of());
        return file.keys();
    }

    private static AgentConfig of(ConfigSection file, Map<String, String> environment) {
        NodeRole role = NodeRole.read(file);
        FeatureGates gates = FeatureGates.of(file.flags("featureGates"));
        return new AgentConfig(
                role.external() ? gates.forExternalNode() : gates,
                role,
                ConnectionConfig.read(file),
                ServerConfig.read(file, role),
                NetworkConfig.read(file, role),
                FeatureConfig.read(file, environment));
    }
}
