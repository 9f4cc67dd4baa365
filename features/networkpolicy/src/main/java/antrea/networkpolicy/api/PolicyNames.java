package antrea.networkpolicy.api;

import antrea.net.Protocol;
import antrea.networkpolicy.api.NetworkPolicyRule.Action;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import java.util.Optional;

/// The spellings of enumerated values, the same in JSON and protobuf. Each is empty for an unknown spelling.
final class PolicyNames {
    private PolicyNames() {}

    static Optional<Direction> direction(String text) {
        return switch (text) {
            case "In" -> Optional.of(Direction.IN);
            case "Out" -> Optional.of(Direction.OUT);
            default -> Optional.empty();
        };
    }

    static Optional<Action> action(String text) {
        for (Action action : Action.values()) {
            if (action.wireName().equals(text)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }

    /// An empty protocol is TCP, as in a container port whose default was not filled in.
    static Optional<Protocol> protocol(String text) {
        return text.isEmpty() ? Optional.of(Protocol.TCP) : Protocol.ofName(text);
    }
}
