package antrea.grouping;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A set by identity made for very many very small sets: up to [#LARGE] elements it is an array and nothing else;
/// above, a map of positions is added so that no operation depends on its size. No order.
///
/// Elements may be taken out while [#forEach] runs over them only by the caller's own copy ([#toList]).
public final class CompactSet<T> {
    private static final int LARGE = 16;

    private final List<T> elements = new ArrayList<>(0);
    private Optional<IdentityHashMap<T, Integer>> positions = Optional.empty();

    /// False when it was there already.
    public boolean add(T element) {
        if (indexOf(element) >= 0) {
            return false;
        }
        elements.add(element);
        int at = elements.size() - 1;
        if (positions.isPresent()) {
            positions.get().put(element, at);
        } else if (elements.size() > LARGE) {
            IdentityHashMap<T, Integer> all = new IdentityHashMap<>(2 * LARGE);
            for (int i = 0; i <= at; i++) {
                all.put(elements.get(i), i);
            }
            positions = Optional.of(all);
        }
        return true;
    }

    /// False when it was not there.
    public boolean remove(T element) {
        int at = indexOf(element);
        if (at < 0) {
            return false;
        }
        T last = elements.removeLast();
        if (at < elements.size()) {
            elements.set(at, last);
        }
        if (positions.isPresent()) {
            positions.get().remove(element);
            if (at < elements.size()) {
                positions.get().put(last, at);
            }
            if (elements.size() <= LARGE / 2) {
                positions = Optional.empty();
            }
        }
        return true;
    }

    public boolean contains(T element) {
        return indexOf(element) >= 0;
    }

    private int indexOf(T element) {
        if (positions.isPresent()) {
            return positions.get().getOrDefault(element, -1);
        }
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i) == element) {
                return i;
            }
        }
        return -1;
    }

    public int size() {
        return elements.size();
    }

    public boolean isEmpty() {
        return elements.isEmpty();
    }

    public void forEach(Consumer<? super T> action) {
        for (int i = 0; i < elements.size(); i++) {
            action.accept(elements.get(i));
        }
    }

    /// The element at this place, 0 … size - 1; places change with every change of the set.
    public T get(int index) {
        return elements.get(index);
    }

    /// A copy.
    public List<T> toList() {
        return List.copyOf(elements);
    }
}
