package antrea.grouping;

import antrea.kube.object.LabelSelector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
    private static final UUID ID_SPACE = UUID.fromString("e4f24a48-ca1f-4d5b-819c-ea7632b22115");

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
        return namespace.isEmpty() && namespaceSelector.isEmpty() && entitySelector().isEmpty();
    }

    /// The text that names this selector, equal for selectors that select the same by their text.
    public String normalizedName() {
        List<String> parts = new ArrayList<>(2);
        externalEntitySelector.ifPresent(s -> parts.add("eeSelector=" + text(s)));
        if (namespaceSelector.isEmpty() && !namespace.isEmpty()) {
            parts.add("namespace=" + namespace);
        }
        namespaceSelector.ifPresent(s -> parts.add("namespaceSelector=" + text(s)));
        nodeSelector.ifPresent(s -> parts.add("nodeSelector=" + text(s)));
        podSelector.ifPresent(s -> parts.add("podSelector=" + text(s)));
        // the prefixes differ before any selector text begins, so they are in order as added
        return String.join(" And ", parts);
    }

    /// A selector that the API would refuse selects nothing, so it must not share the name of one that it would accept.
    private static String text(LabelSelector selector) {
        return selector.valid() ? selector.canonical() : selector.canonical() + " invalid";
    }

    /// The name of the group of this selector: see [#idOf].
    public String id() {
        return idOf(normalizedName());
    }

    /// UUID version 5 (RFC 9562 section 5.5) of a name, in the space that Antrea uses for groups.
    public static String idOf(String name) {
        MessageDigest sha1;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-1, which every one must have", e);
        }
        sha1.update(ByteBuffer.allocate(16)
                .putLong(ID_SPACE.getMostSignificantBits())
                .putLong(ID_SPACE.getLeastSignificantBits())
                .flip());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = hash.getLong() & ~0xf000L | 0x5000L;
        long low = hash.getLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
