package antrea.grouping;

import antrea.kube.object.LabelSelector;
import java.util.Map;
import java.util.Optional;

/// What a group is made of: entities by label, in one Namespace or in those that a selector names.
///
/// @param namespace the one Namespace; empty for cluster-wide. Not used when there is a namespaceSelector.
/// @param namespaceSelector the Namespaces by label
/// @param podSelector Pods by label
/// @param externalEntitySelector ExternalEntities by label; Pods are then not selected
/// @param nodeSelector Nodes by label; not resolved by this index
public record GroupSelector(
        String namespace,
        Optional<LabelSelector> namespaceSelector,
        Optional<LabelSelector> podSelector,
        Optional<LabelSelector> externalEntitySelector,
        Optional<LabelSelector> nodeSelector) {
    public GroupSelector {
        namespace = namespaceSelector.isPresent() ? "" : namespace;
    }

    /// Pods of one Namespace.
    public static GroupSelector pods(String namespace, LabelSelector podSelector) {
        return new GroupSelector(
                namespace, Optional.empty(), Optional.of(podSelector), Optional.empty(), Optional.empty());
    }

    /// Pods of the Namespaces that the first selector selects.
    public static GroupSelector pods(LabelSelector namespaceSelector, Optional<LabelSelector> podSelector) {
        return new GroupSelector("", Optional.of(namespaceSelector), podSelector, Optional.empty(), Optional.empty());
    }

    /// Every Pod of the cluster.
    public static GroupSelector allPods() {
        return pods(LabelSelector.ALL, Optional.empty());
    }

    /// The selector for the labels of the entities themselves; empty selects all that are in the right Namespaces.
    public Optional<LabelSelector> entitySelector() {
        return externalEntitySelector.isPresent() ? externalEntitySelector : podSelector;
    }

    /// Whether nothing is set at all: such a selector selects nothing.
    public boolean isEmpty() {
        return namespace.isEmpty()
                && namespaceSelector.isEmpty()
                && entitySelector().isEmpty();
    }

    /// The text that names this selector, equal for selectors that select the same by their text.
    public String normalizedName() {
        // the parts are in the order of their texts, whatever selectors follow
        StringBuilder out = new StringBuilder(64);
        add(out, "eeSelector=", externalEntitySelector);
        if (namespaceSelector.isEmpty() && !namespace.isEmpty()) {
            begin(out, "namespace=").append(namespace);
        }
        add(out, "namespaceSelector=", namespaceSelector);
        add(out, "nodeSelector=", nodeSelector);
        add(out, "podSelector=", podSelector);
        return out.toString();
    }

    private static StringBuilder begin(StringBuilder out, String what) {
        return (out.isEmpty() ? out : out.append(" And ")).append(what);
    }

    private static void add(StringBuilder out, String what, Optional<LabelSelector> selector) {
        if (selector.isEmpty()) {
            return;
        }
        LabelSelector labels = selector.get();
        begin(out, what);
        if (labels.matchExpressions().isEmpty()) {
            String separator = "";
            for (Map.Entry<String, String> label : labels.matchLabels().entrySet()) {
                out.append(separator).append(label.getKey()).append('=').append(label.getValue());
                separator = ",";
            }
            return;
        }
        // a selector that the API would refuse selects nothing, so it must not share the name of one that is valid
        out.append(labels.canonical()).append(labels.valid() ? "" : " invalid");
    }

    /// The name of the group of this selector: see [GroupIds].
    public String id() {
        return new GroupIds().idOf(normalizedName());
    }
}
