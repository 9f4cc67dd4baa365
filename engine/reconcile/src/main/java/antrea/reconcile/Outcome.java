package antrea.reconcile;

import java.util.LinkedHashMap;
import java.util.Map;

/// How it went with what an owner stated.
public sealed interface Outcome {
    /// All of it is in place.
    record Realized() implements Outcome {}

    /// Some of it was refused; by key, in readable form, the reason. It is tried again with growing delay.
    record Refused(Map<String, String> reasons) implements Outcome {
        public Refused {
            reasons = Map.copyOf(reasons);
        }
    }

    /// Both together.
    default Outcome and(Outcome other) {
        return switch (this) {
            case Realized _ -> other;
            case Refused(Map<String, String> mine) ->
                switch (other) {
                    case Realized _ -> this;
                    case Refused(Map<String, String> theirs) -> {
                        Map<String, String> all = new LinkedHashMap<>(theirs);
                        all.putAll(mine);
                        yield new Refused(all);
                    }
                };
        };
    }
}
