package antrea.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Values by address prefix, answering which prefixes hold an address. Both families in one trie; a look-up walks
/// at most as many nodes as there are prefixes around the address. Not thread-safe.
public final class PrefixTrie<V> {
    private @Nullable Node<V> v4;
    private @Nullable Node<V> v6;
    private int size;

    /// Either holds a value, or is only the fork of two subtrees.
    private static final class Node<V> {
        final Cidr prefix;

        @Nullable
        V value;

        @Nullable
        Node<V> left;

        @Nullable
        Node<V> right;

        Node(Cidr prefix) {
            this.prefix = prefix;
        }

        @Nullable
        Node<V> child(boolean one) {
            return one ? right : left;
        }

        void setChild(boolean one, @Nullable Node<V> node) {
            if (one) {
                right = node;
            } else {
                left = node;
            }
        }
    }

    /// A prefix and its value.
    public record Entry<V>(Cidr prefix, V value) {}

    public int size() {
        return size;
    }

    /// Sets the value of exactly this prefix and answers the one it had.
    public Optional<V> put(Cidr prefix, V value) {
        Node<V> node = obtain(prefix);
        V had = node.value;
        node.value = value;
        if (had == null) {
            size++;
        }
        return Optional.ofNullable(had);
    }

    /// The value of exactly this prefix.
    public Optional<V> get(Cidr prefix) {
        Node<V> node = root(prefix.family());
        while (node != null && node.prefix.contains(prefix)) {
            if (node.prefix.prefixLength() == prefix.prefixLength()) {
                return Optional.ofNullable(node.value);
            }
            node = node.child(bit(prefix.address(), node.prefix.prefixLength()));
        }
        return Optional.empty();
    }

    /// The longest prefix that holds the address.
    public Optional<Entry<V>> longest(IpAddress address) {
        Entry<V> best = null;
        for (Entry<V> entry : covering(address)) {
            best = entry;
        }
        return Optional.ofNullable(best);
    }

    /// Every prefix that holds the address, the shortest first.
    public List<Entry<V>> covering(IpAddress address) {
        List<Entry<V>> out = new ArrayList<>();
        Node<V> node = root(address.family());
        while (node != null && node.prefix.contains(address)) {
            if (node.value != null) {
                out.add(new Entry<>(node.prefix, node.value));
            }
            if (node.prefix.isSingleAddress()) {
                break;
            }
            node = node.child(bit(address, node.prefix.prefixLength()));
        }
        return out;
    }

    /// Every prefix inside of `outer` (itself included), in order.
    public List<Entry<V>> within(Cidr outer) {
        List<Entry<V>> out = new ArrayList<>();
        Node<V> node = root(outer.family());
        while (node != null && !outer.contains(node.prefix)) {
            if (!node.prefix.contains(outer)) {
                return out;
            }
            node = node.child(bit(outer.address(), node.prefix.prefixLength()));
        }
        collect(node, out);
        return out;
    }

    private static <V> void collect(@Nullable Node<V> node, List<Entry<V>> out) {
        if (node == null) {
            return;
        }
        if (node.value != null) {
            out.add(new Entry<>(node.prefix, node.value));
        }
        collect(node.left, out);
        collect(node.right, out);
    }

    /// Removes exactly this prefix and answers the value it had.
    public Optional<V> remove(Cidr prefix) {
        Node<V> grandparent = null;
        Node<V> parent = null;
        Node<V> node = root(prefix.family());
        while (node != null && node.prefix.contains(prefix) && !node.prefix.equals(prefix)) {
            grandparent = parent;
            parent = node;
            node = node.child(bit(prefix.address(), node.prefix.prefixLength()));
        }
        if (node == null || !node.prefix.equals(prefix) || node.value == null) {
            return Optional.empty();
        }
        Optional<V> had = Optional.of(node.value);
        node.value = null;
        size--;
        splice(parent, node);
        if (parent != null) {
            splice(grandparent, parent);
        }
        return had;
    }

    /// Takes out a node that has neither a value nor two children.
    private void splice(@Nullable Node<V> parent, Node<V> node) {
        if (node.value != null || node.left != null && node.right != null) {
            return;
        }
        Node<V> only = node.left != null ? node.left : node.right;
        if (parent == null) {
            setRoot(node.prefix.family(), only);
        } else {
            parent.setChild(parent.right == node, only);
        }
    }

    private Node<V> obtain(Cidr prefix) {
        Node<V> parent = null;
        Node<V> node = root(prefix.family());
        while (node != null && node.prefix.contains(prefix)) {
            if (node.prefix.prefixLength() == prefix.prefixLength()) {
                return node;
            }
            parent = node;
            node = node.child(bit(prefix.address(), node.prefix.prefixLength()));
        }
        Node<V> fresh = new Node<>(prefix);
        Node<V> upper = fresh;
        if (node != null) {
            upper = above(node, fresh);
        }
        if (parent == null) {
            setRoot(prefix.family(), upper);
        } else {
            parent.setChild(bit(prefix.address(), parent.prefix.prefixLength()), upper);
        }
        return fresh;
    }

    /// What stands above both: the fresh node itself, or a fork.
    private static <V> Node<V> above(Node<V> old, Node<V> fresh) {
        Cidr a = fresh.prefix;
        Cidr b = old.prefix;
        int length = 0;
        int limit = Math.min(a.prefixLength(), b.prefixLength());
        while (length < limit && bit(a.address(), length) == bit(b.address(), length)) {
            length++;
        }
        Node<V> upper = length == a.prefixLength() ? fresh : new Node<>(new Cidr(a.address(), length));
        upper.setChild(bit(b.address(), length), old);
        if (upper != fresh) {
            upper.setChild(bit(a.address(), length), fresh);
        }
        return upper;
    }

    private static boolean bit(IpAddress address, int index) {
        return (address.value().shiftRight(address.family().bits() - 1 - index).low() & 1) == 1;
    }

    private @Nullable Node<V> root(IpFamily family) {
        return family == IpFamily.V4 ? v4 : v6;
    }

    private void setRoot(IpFamily family, @Nullable Node<V> node) {
        if (family == IpFamily.V4) {
            v4 = node;
        } else {
            v6 = node;
        }
    }
}
