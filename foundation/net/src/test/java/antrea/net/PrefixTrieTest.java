package antrea.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The trie against a map that is searched from end to end.
class PrefixTrieTest {
    record Step(Cidr prefix, boolean removes) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(prefixes(), Arbitraries.of(false, false, true))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /// Few bits, so that prefixes meet.
    @Provide
    Arbitrary<Cidr> prefixes() {
        return Combinators.combine(addresses(), Arbitraries.integers().between(0, 8))
                .as((address, length) ->
                        new Cidr(address, length == 8 ? address.family().bits() : 4 * length));
    }

    @Provide
    Arbitrary<IpAddress> addresses() {
        return Combinators.combine(
                        Arbitraries.of(IpFamily.values()),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 7))
                .as((family, a, b, c) -> IpAddress.of(
                        family,
                        U128.of(a)
                                .shiftLeft(family.bits() - 4)
                                .or(U128.of(b).shiftLeft(family.bits() - 14))
                                .or(U128.of(c))));
    }

    @Property
    void answersAsTheNaiveMap(
            @ForAll("steps") List<Step> steps, @ForAll("addresses") IpAddress address, @ForAll("prefixes") Cidr outer) {
        PrefixTrie<Integer> trie = new PrefixTrie<>();
        Map<Cidr, Integer> naive = new TreeMap<>();
        for (int i = 0; i < steps.size(); i++) {
            Cidr prefix = steps.get(i).prefix();
            if (steps.get(i).removes()) {
                assertEquals(Optional.ofNullable(naive.remove(prefix)), trie.remove(prefix));
            } else {
                assertEquals(Optional.ofNullable(naive.put(prefix, i)), trie.put(prefix, i));
            }
            assertEquals(naive.size(), trie.size());
        }
        for (Step step : steps) {
            assertEquals(Optional.ofNullable(naive.get(step.prefix())), trie.get(step.prefix()));
        }
        List<Cidr> covering = naive.keySet().stream()
                .filter(c -> c.contains(address))
                .sorted(Comparator.comparingInt(Cidr::prefixLength))
                .toList();
        assertEquals(
                covering,
                trie.covering(address).stream().map(PrefixTrie.Entry::prefix).toList());
        assertEquals(
                covering.isEmpty() ? Optional.empty() : Optional.of(covering.getLast()),
                trie.longest(address).map(PrefixTrie.Entry::prefix));
        List<Cidr> within = naive.keySet().stream().filter(outer::contains).toList();
        assertEquals(
                within,
                trie.within(outer).stream().map(PrefixTrie.Entry::prefix).toList());
    }
}
