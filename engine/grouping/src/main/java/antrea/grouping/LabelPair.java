package antrea.grouping;

import antrea.kube.object.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One label with its value, on an entity or on its Namespace: what indexes are made of.
record LabelPair(boolean ofNamespace, String key, String value) {
    /// The pairs that an object must have to be selected, none if the selector can do without.
    static List<LabelPair> required(boolean ofNamespace, Optional<LabelSelector> selector) {
        if (selector.isEmpty()) {
            return List.of();
        }
        LabelSelector s = selector.get();
        List<LabelPair> out = new ArrayList<>(s.matchLabels().size());
        for (Map.Entry<String, String> label : s.matchLabels().entrySet()) {
            out.add(new LabelPair(ofNamespace, label.getKey(), label.getValue()));
        }
        for (LabelSelector.Requirement r : s.matchExpressions()) {
            if (r.operator() == LabelSelector.Operator.IN && r.values().size() == 1) {
                out.add(new LabelPair(ofNamespace, r.key(), r.values().getFirst()));
            }
        }
        return out;
    }
}
