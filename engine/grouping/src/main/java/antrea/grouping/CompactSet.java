package antrea.grouping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A set by identity made for very many very small sets: up to [#LARGE] elements it is an array and nothing else;
/// above, a map of positions is added so that no operation depends on its size. No order.
///
/// It must not be changed while [#forEach] runs over it: take a copy first ([#toList]).
public final class CompactSet<T> {
    private static final int LARGE = 16;
    private static final @Nullable Object[] NONE = {};

    private @Nullable Object[] elements = NONE;
    private int size;
    private Optional<IdentityHashMap<T, Integer>> positions = Optional.empty();

    /// False when it was there already.
    public boolean add(T element) {
        if (indexOf(element) >= 0) {
            return false;
        }
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, size < 2 ? size + 1 : size + (size >> 1) + 1);
        }
        elements[size++] = element;
        if (positions.isPresent()) {
            positions.get().put(element, size - 1);
        } else if (size > LARGE) {
            IdentityHashMap<T, Integer> all = new IdentityHashMap<>(2 * LARGE);
            for (int i = 0; i < size; i++) {
                all.put(get(i), i);
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
        T last = get(size - 1);
        size--;
        elements[at] = last;
        elements[size] = null;
        if (positions.isPresent()) {
            positions.get().put(last, at);
            positions.get().remove(element);
            if (size <= LARGE / 2) {
                positions = Optional.empty();
            }
        }
        if (size == 0) {
            elements = NONE;
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
        for (int i = 0; i < size; i++) {
            if (elements[i] == element) {
                return i;
            }
        }
        return -1;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void forEach(Consumer<? super T> action) {
        for (int i = 0; i < size; i++) {
            action.accept(get(i));
        }
    }

    /// The element at this place, 0 … size - 1; places change with every change of the set.
    @SuppressWarnings("unchecked") // only elements of this type come in
    public T get(int index) {
        return (T) Objects.requireNonNull(elements[Objects.checkIndex(index, size)]);
    }

    /// A copy.
    public List<T> toList() {
        List<T> out = new ArrayList<>(size);
        forEach(out::add);
        return out;
    }
}
