package antrea.reconcile.testing;

import antrea.reconcile.Delta;
import antrea.reconcile.Driver;
import antrea.reconcile.DriverException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A map for a reality. Tests look at it, change it behind the reconciler's back, make it refuse keys, and switch
/// it off. For one thread.
public final class FakeDriver<K, V> implements Driver<K, V> {
    private final Map<K, V> reality = new HashMap<>();
    private final Set<K> refused = new HashSet<>();
    private final List<Delta<K, V>> applied = new ArrayList<>();
    private boolean away;
    private int calls;

    /// What is there; tests may change it.
    public Map<K, V> reality() {
        return reality;
    }

    /// Keys that are refused from now on; tests may change it.
    public Set<K> refused() {
        return refused;
    }

    /// Every batch so far, oldest first.
    public List<Delta<K, V>> applied() {
        return applied;
    }

    /// How often it was read or changed, or was to be.
    public int calls() {
        return calls;
    }

    /// Every call fails until [#comeBack].
    public void goAway() {
        away = true;
    }

    public void comeBack() {
        away = false;
    }

    @Override
    public Map<K, V> readActual() {
        checkThere();
        return Map.copyOf(reality);
    }

    @Override
    public Map<K, String> apply(Delta<K, V> delta) {
        checkThere();
        applied.add(delta);
        Map<K, String> reasons = new HashMap<>();
        delta.additions().forEach((key, value) -> {
            if (reality.containsKey(key)) {
                throw new AssertionError("is there already: " + key);
            }
            set(key, value, reasons);
        });
        delta.changes().forEach((key, value) -> set(key, value, reasons));
        for (K key : delta.deletions().keySet()) {
            if (refused.contains(key)) {
                reasons.put(key, "refused by the test");
            } else {
                reality.remove(key);
            }
        }
        return reasons;
    }

    private void set(K key, V value, Map<K, String> reasons) {
        if (refused.contains(key)) {
            reasons.put(key, "refused by the test");
        } else {
            reality.put(key, value);
        }
    }

    private void checkThere() {
        calls++;
        if (away) {
            throw new DriverException("the test has switched it off");
        }
    }
}
