package antrea.networkpolicy.central;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Objects to be looked at, each once however often it is marked. As [antrea.graph.Dirty], for objects that carry
/// their own mark: at the start of a controller hundreds of thousands are marked at once.
final class WorkList<T extends WorkList.Item> {
    private List<T> items = new ArrayList<>();

    /// Something that can be in work lists, in each at most once.
    interface Item {
        /// One bit for each work list that it is in.
        int marks();

        void mark(int marks);
    }

    private final int bit;

    /// `number` tells the lists of one kind of item apart, 0 … 31.
    WorkList(int number) {
        this.bit = 1 << number;
    }

    void add(T item) {
        if ((item.marks() & bit) == 0) {
            item.mark(item.marks() | bit);
            items.add(item);
        }
    }

    void addAll(List<? extends T> all) {
        for (int i = 0; i < all.size(); i++) {
            add(all.get(i));
        }
    }

    int size() {
        return items.size();
    }

    /// Calls `calculate` for each item, in the order of marking. One that throws stays marked and the others are
    /// still done; then the first exception is thrown.
    void drain(Consumer<? super T> calculate) {
        List<T> drained = items;
        items = new ArrayList<>();
        Optional<RuntimeException> first = Optional.empty();
        for (int i = 0; i < drained.size(); i++) {
            T item = drained.get(i);
            item.mark(item.marks() & ~bit);
            try {
                calculate.accept(item);
            } catch (RuntimeException e) {
                add(item);
                first = first.isPresent() ? first : Optional.of(e);
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
    }
}
