package antrea.controller.config;

import antrea.kube.access.ClientConnection;
import antrea.runtime.config.ConfigKey;
import antrea.runtime.config.ConfigRule;
import antrea.runtime.config.ConfigSection;
import antrea.runtime.gate.FeatureGates;
import java.util.ArrayList;
import java.util.List;

/// The file antrea-controller.conf with its defaults filled in.
public record ControllerConfig(
        FeatureGates gates,
        ConnectionConfig connection,
        ServerConfig server,
        FeatureConfig features,
        List<String> deprecated) {

    /// How the controller reaches kube-apiserver.
    public record ConnectionConfig(ClientConnection kube, String kubeApiServerOverride) {}

    public ControllerConfig {
        deprecated = List.copyOf(deprecated);
    }

    /// Reads and checks the file. `where` names it in messages. Throws [antrea.runtime.config.ConfigException] for
    /// unknown keys, wrong values, options that contradict each other and options that are not there yet.
    public static ControllerConfig read(String yaml, String where) {
        ConfigSection file = ConfigSection.ofYaml(yaml, where);
        ControllerConfig config = of(file);
        file.finish();
        ConfigRule.check(ControllerRules.RULES, config, where);
        ConfigRule.check(UnfinishedOptions.RULES, config, where);
        return config;
    }

    /// What the operator should know; to be logged at start.
    public List<String> warnings() {
        List<String> out = new ArrayList<>(deprecated());
        out.addAll(gates.warnings());
        out.addAll(UnfinishedOptions.remarks(this));
        out.addAll(connection.kube().remarks("clientConnection"));
        return out;
    }

    /// Every key of the file.
    public static List<ConfigKey> keys() {
        ConfigSection file = ConfigSection.ofYaml("", "nothing");
        of(file);
        return file.keys();
    }

    private static ControllerConfig of(ConfigSection file) {
        return new ControllerConfig(
                FeatureGates.of(file.flags("featureGates")),
                new ConnectionConfig(
                        ClientConnection.read(file.section("clientConnection")),
                        file.text("kubeAPIServerOverride", "")),
                ServerConfig.read(file),
                FeatureConfig.read(file),
                deprecated(file));
    }

    private static List<String> deprecated(ConfigSection file) {
        boolean unused = file.bool("legacyCRDMirroring", false);
        return file.given("legacyCRDMirroring")
                ? List.of("legacyCRDMirroring: " + unused + " is deprecated and does nothing")
                : List.of();
    }
}
