package antrea.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class DesiredMapTest {
    private static final Owner A = new Owner("podnetwork", "default/a");
    private static final Owner B = new Owner("podnetwork", "default/b");

    private record Row(String key, int value) {}

    private final List<String> conflicts = new ArrayList<>();
    private final DesiredMap<String, Row> map = new DesiredMap<>(
            "row", Row::key, (_, key, holder, refused) -> conflicts.add(key + " " + holder + " " + refused));

    @Test
    void anOwnerReplacesItsWholeSet() {
        map.state(A, List.of(new Row("x", 1), new Row("y", 1)));
        map.takeChanges();
        map.state(A, List.of(new Row("y", 2), new Row("z", 1)));
        assertEquals(new Changes<>(Map.of("y", new Row("y", 2), "z", new Row("z", 1)), Set.of("x")), map.takeChanges());
        assertEquals(Set.of("y", "z"), map.keys(A));
        map.withdraw(A);
        assertEquals(new Changes<>(Map.of(), Set.of("y", "z")), map.takeChanges());
        assertEquals(0, map.size());
    }

    @Test
    void aValueStatedTwiceStaysUntilTheLastOwnerLetsGo() {
        map.state(A, List.of(new Row("x", 1)));
        map.state(B, List.of(new Row("x", 1)));
        map.withdraw(A);
        assertEquals(Optional.of(new Row("x", 1)), map.get("x"));
        map.withdraw(B);
        assertEquals(Optional.empty(), map.get("x"));
        assertEquals(List.of(), conflicts);
    }

    @Test
    void ownersThatDisagreeAreReportedAndTheFirstStays() {
        map.state(A, List.of(new Row("x", 1)));
        map.state(B, List.of(new Row("x", 2)));
        map.takeChanges();
        assertEquals(Optional.of(new Row("x", 1)), map.get("x"));
        assertEquals(List.of("x " + A + " " + B), conflicts);
        map.withdraw(A);
        assertEquals(Map.of("x", new Row("x", 2)), map.takeChanges().puts());
    }

    @Test
    void ownersThatChangeTogetherInOneBatchDoNotDisagree() {
        map.state(A, List.of(new Row("x", 1)));
        map.state(B, List.of(new Row("x", 1)));
        map.takeChanges();
        map.state(A, List.of(new Row("x", 2)));
        map.state(B, List.of(new Row("x", 2)));
        assertEquals(Map.of("x", new Row("x", 2)), map.takeChanges().puts());
        assertEquals(List.of(), conflicts);
    }

    @Test
    void anOwnerThatContradictsItselfIsRefusedAndItsFormerStatementStays() {
        map.state(A, List.of(new Row("x", 1)));
        assertThrows(IllegalArgumentException.class, () -> map.state(A, List.of(new Row("y", 1), new Row("y", 2))));
        assertEquals(Set.of("x"), map.keys(A));
    }

    @Provide
    Arbitrary<List<Map.Entry<Integer, Set<Integer>>>> statements() {
        Arbitrary<Integer> owners = Arbitraries.integers().between(0, 3);
        Arbitrary<Set<Integer>> keys =
                Arbitraries.integers().between(0, 6).set().ofMaxSize(5);
        return Combinators.combine(owners, keys).as(Map::entry).list().ofMaxSize(30);
    }

    /// The changes taken at any points add up to the union of the last statements, in whatever order they came.
    @Property
    void changesAddUpToTheUnionOfStatements(@ForAll("statements") List<Map.Entry<Integer, Set<Integer>>> statements) {
        DesiredMap<String, Row> map = new DesiredMap<>("row", Row::key, ConflictListener.throwing());
        Map<Integer, Set<Integer>> last = new HashMap<>();
        Map<String, Row> sum = new HashMap<>();
        for (Map.Entry<Integer, Set<Integer>> statement : statements) {
            map.state(new Owner("f", statement.getKey().toString()), rows(statement.getValue()));
            last.put(statement.getKey(), statement.getValue());
            if (statement.getValue().size() % 2 == 0) {
                add(map.takeChanges(), sum);
            }
        }
        add(map.takeChanges(), sum);
        Map<String, Row> union = new HashMap<>();
        last.values().forEach(keys -> rows(keys).forEach(row -> union.put(row.key, row)));
        assertEquals(union, sum);
        Map<String, Row> listed = new HashMap<>();
        map.forEach(listed::put);
        assertEquals(union, listed);
        assertEquals(union.size(), map.size());
    }

    private static Collection<Row> rows(Set<Integer> keys) {
        return keys.stream().map(key -> new Row("k" + key, key)).toList();
    }

    private static void add(Changes<String, Row> changes, Map<String, Row> sum) {
        sum.putAll(changes.puts());
        sum.keySet().removeAll(changes.removals());
    }
}
