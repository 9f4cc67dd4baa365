package antrea.kube.object;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A label selector (Kubernetes API, meta/v1). The empty selector matches everything.
///
/// A selector that the API would not accept (`In` without values) matches nothing: it must never widen a rule.
public record LabelSelector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {
    /// Matches every object.
    public static final LabelSelector ALL = new LabelSelector(Map.of(), List.of());

    /// operator of a requirement; `INVALID` stands for any text that is none.
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST,
        INVALID
    }

    /// One element of matchExpressions.
    public record Requirement(String key, Operator operator, List<String> values) {
        public Requirement {
            values = List.copyOf(values);
        }

        boolean valid() {
            return switch (operator) {
                case IN, NOT_IN -> !values.isEmpty();
                case EXISTS, DOES_NOT_EXIST -> values.isEmpty();
                case INVALID -> false;
            };
        }

        boolean matches(Map<String, String> labels) {
            @Nullable String value = labels.get(key);
            return valid()
                    && switch (operator) {
                        case IN -> value != null && values.contains(value);
                        // as Kubernetes has it, an absent label is "not in"
                        case NOT_IN -> value == null || !values.contains(value);
                        case EXISTS -> value != null;
                        case DOES_NOT_EXIST -> value == null;
                        case INVALID -> false;
                    };
        }

        private String canonical() {
            List<String> sorted = new ArrayList<>(values);
            sorted.sort(Comparator.naturalOrder());
            String list = " (" + String.join(",", sorted) + ")";
            return switch (operator) {
                case IN -> key + " in" + list;
                case NOT_IN -> key + " notin" + list;
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
                case INVALID -> key + " invalid" + list;
            };
        }
    }

    public LabelSelector {
        matchLabels = FlatMap.copyOf(matchLabels);
        matchExpressions = List.copyOf(matchExpressions);
    }

    /// Matches objects that carry all these labels.
    public static LabelSelector of(Map<String, String> matchLabels) {
        return new LabelSelector(matchLabels, List.of());
    }

    /// Whether it selects everything.
    public boolean isAll() {
        return matchLabels.isEmpty() && matchExpressions.isEmpty();
    }

    /// False when a requirement has an unknown operator or the wrong number of values.
    public boolean valid() {
        for (Requirement requirement : matchExpressions) {
            if (!requirement.valid()) {
                return false;
            }
        }
        return true;
    }

    /// Whether an object with these labels is selected.
    public boolean matches(Map<String, String> labels) {
        for (Map.Entry<String, String> wanted : matchLabels.entrySet()) {
            if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        for (Requirement requirement : matchExpressions) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /// The text of labels.Selector in Kubernetes: requirements ordered by key and joined by commas, those of one
    /// key in their own order with matchLabels first. Group names and ids are made of it, so it never changes.
    public String canonical() {
        record Part(String key, String text) {}
        List<Part> parts = new ArrayList<>();
        matchLabels.forEach((key, value) -> parts.add(new Part(key, key + "=" + value)));
        for (Requirement requirement : matchExpressions) {
            parts.add(new Part(requirement.key, requirement.canonical()));
        }
        parts.sort(Comparator.comparing(Part::key));
        return String.join(",", parts.stream().map(Part::text).toList());
    }

    @Override
    public String toString() {
        return canonical();
    }
}
