package antrea.runtime.gate;

import antrea.runtime.config.ConfigRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Gates of features that a program does not have yet. Only a gate that the file names is refused: those that are
/// on by default do nothing until somebody makes an object of their kind.
///
/// @param gatesOf the gates in a configuration of the program
public record MissingGates<C>(List<Gate> missing, Function<C, FeatureGates> gatesOf) {
    /// A rule for each gate that is switched on by its name, and one for AllAlpha.
    public List<ConfigRule<C>> rules() {
        List<ConfigRule<C>> out = new ArrayList<>();
        for (Gate gate : missing) {
            out.add(ConfigRule.later(
                    "featureGates." + gate.text(), c -> gatesOf.apply(c).askedFor(gate)));
        }
        out.add(ConfigRule.later("featureGates.AllAlpha", c -> allAlpha(gatesOf.apply(c))));
        return out;
    }

    /// What to say at start of gates that are on by default, although the feature is missing.
    public List<String> remarks(C config) {
        FeatureGates gates = gatesOf.apply(config);
        List<String> names = missing.stream()
                .filter(gate -> gate.onByDefault() && gates.enabled(gate))
                .map(Gate::text)
                .toList();
        return names.isEmpty()
                ? List.of()
                : List.of("features that are on by default in the original and not there yet in this version: "
                        + String.join(", ", names));
    }

    /// AllAlpha: true shows in an alpha gate that is on without being named.
    private boolean allAlpha(FeatureGates gates) {
        return missing.stream()
                .filter(gate -> !gate.onByDefault())
                .anyMatch(gate -> gates.enabled(gate) && !gates.askedFor(gate));
    }
}
