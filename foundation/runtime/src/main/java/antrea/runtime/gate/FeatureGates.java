package antrea.runtime.gate;

import antrea.runtime.config.ConfigException;
import antrea.runtime.config.NearestWord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which gates are on. Immutable.
///
/// `AllAlpha` and `AllBeta` set all gates of a stage that are not set by name. Gates of GA features can still be
/// set, as in the original, where none is locked; [#warnings] says so.
public final class FeatureGates {
    private static final String ALL_ALPHA = "AllAlpha";
    private static final String ALL_BETA = "AllBeta";

    private final Map<Gate, Boolean> explicit;
    private final Set<Gate> enabled;
    private final List<String> warnings;

    private FeatureGates(Map<Gate, Boolean> explicit, Set<Gate> enabled, List<String> warnings) {
        this.explicit = explicit;
        this.enabled = enabled;
        this.warnings = warnings;
    }

    /// Everything as it is by default.
    public static FeatureGates defaults() {
        return of(Map.of());
    }

    /// From the map `featureGates` of a configuration file. Throws [ConfigException] naming each unknown gate.
    public static FeatureGates of(Map<String, Boolean> configured) {
        Map<Gate, Boolean> explicit = new EnumMap<>(Gate.class);
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<String, Boolean> entry : configured.entrySet()) {
            if (entry.getKey().equals(ALL_ALPHA) || entry.getKey().equals(ALL_BETA)) {
                continue;
            }
            Gate gate = Gate.ofText(entry.getKey()).orElseThrow(() -> unknown(entry.getKey()));
            explicit.put(gate, entry.getValue());
            if (gate.stage() == Gate.Stage.GA) {
                warnings.add("featureGates." + gate.text() + " belongs to a GA feature and will go; use the option "
                        + "of the feature instead");
            }
        }
        Set<Gate> enabled = EnumSet.noneOf(Gate.class);
        for (Gate gate : Gate.values()) {
            boolean byStage = ofStage(gate, configured).orElse(gate.onByDefault());
            if (explicit.getOrDefault(gate, byStage)) {
                enabled.add(gate);
            }
        }
        return new FeatureGates(Collections.unmodifiableMap(explicit), enabled, List.copyOf(warnings));
    }

    private static Optional<Boolean> ofStage(Gate gate, Map<String, Boolean> configured) {
        return switch (gate.stage()) {
            case ALPHA -> Optional.ofNullable(configured.get(ALL_ALPHA));
            case BETA -> Optional.ofNullable(configured.get(ALL_BETA));
            case GA -> Optional.empty();
        };
    }

    private static ConfigException unknown(String name) {
        List<String> names = Arrays.stream(Gate.values()).map(Gate::text).toList();
        return new ConfigException("unknown feature gate featureGates." + name
                + NearestWord.of(name, names)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse(""));
    }

    public boolean enabled(Gate gate) {
        return enabled.contains(gate);
    }

    /// Whether the file switches this gate on by its name.
    public boolean askedFor(Gate gate) {
        return explicit.getOrDefault(gate, false);
    }

    /// Gates set by name.
    public Map<Gate, Boolean> explicit() {
        return explicit;
    }

    /// What the operator should know; to be logged at start.
    public List<String> warnings() {
        return warnings;
    }

    /// As an agent outside of the cluster runs: what is not allowed there is off where it is on by default. Throws
    /// [ConfigException] when such a gate is asked for.
    public FeatureGates forExternalNode() {
        Set<Gate> allowed = EnumSet.copyOf(enabled);
        for (Gate gate : enabled) {
            if (!gate.allowedOnExternalNode()) {
                if (askedFor(gate)) {
                    throw new ConfigException("featureGates." + gate.text()
                            + " cannot be used with nodeType externalNode; switch it off");
                }
                allowed.remove(gate);
            }
        }
        return new FeatureGates(explicit, allowed, warnings);
    }

    /// The gates that are on.
    @Override
    public String toString() {
        return enabled.stream().map(Gate::text).toList().toString();
    }
}
