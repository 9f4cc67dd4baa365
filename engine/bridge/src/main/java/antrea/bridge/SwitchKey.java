package antrea.bridge;

/// What a thing in the switch is known by.
public sealed interface SwitchKey permits FlowPlace, SwitchKey.OfGroup, SwitchKey.OfMeter {
    record OfGroup(int groupId) implements SwitchKey {}

    record OfMeter(int meterId) implements SwitchKey {}
}
