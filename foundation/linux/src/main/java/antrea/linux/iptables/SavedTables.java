package antrea.linux.iptables;

import antrea.linux.LinuxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The whole output of iptables-save(8) for one family. The kernel's wording of a rule differs from the one it was
/// given (`-m udp` is added, marks are spelled out), so compare only what was read with what was read.
public final class SavedTables {
    private final SequencedMap<String, SequencedMap<String, SavedChain>> tables;

    private SavedTables(SequencedMap<String, SequencedMap<String, SavedChain>> tables) {
        this.tables = tables;
    }

    /// Throws [LinuxException] naming the line that is not of that format.
    public static SavedTables parse(String text) {
        SequencedMap<String, SequencedMap<String, List<String>>> found = new LinkedHashMap<>();
        Optional<SequencedMap<String, List<String>>> table = Optional.empty();
        for (String line : text.split("\n", -1)) {
            if (line.isBlank() || line.startsWith("#") || line.equals("COMMIT")) {
                continue;
            }
            if (line.startsWith("*")) {
                table = Optional.of(found.computeIfAbsent(line.substring(1), _ -> new LinkedHashMap<>()));
                continue;
            }
            SequencedMap<String, List<String>> chains =
                    table.orElseThrow(() -> new LinuxException("iptables-save: line before any table: " + line));
            if (line.startsWith(":")) {
                chains.putIfAbsent(firstWord(line, 1), new ArrayList<>());
            } else if (line.startsWith("-A ")) {
                String chain = firstWord(line, 3);
                chains.computeIfAbsent(chain, _ -> new ArrayList<>())
                        .add(line.substring(3 + chain.length()).strip());
            } else {
                throw new LinuxException("iptables-save: unknown line: " + line);
            }
        }
        return new SavedTables(freeze(found));
    }

    private static SequencedMap<String, SequencedMap<String, SavedChain>> freeze(
            SequencedMap<String, SequencedMap<String, List<String>>> found) {
        SequencedMap<String, SequencedMap<String, SavedChain>> out = new LinkedHashMap<>();
        for (Map.Entry<String, SequencedMap<String, List<String>>> table : found.entrySet()) {
            SequencedMap<String, SavedChain> chains = new LinkedHashMap<>();
            table.getValue().forEach((name, rules) -> chains.put(name, new SavedChain(table.getKey(), name, rules)));
            out.put(table.getKey(), chains);
        }
        return out;
    }

    private static String firstWord(String line, int from) {
        int end = line.indexOf(' ', from);
        return end < 0 ? line.substring(from) : line.substring(from, end);
    }

    public Optional<SavedChain> chain(String table, String name) {
        return Optional.ofNullable(
                tables.getOrDefault(table, new LinkedHashMap<>()).get(name));
    }

    /// All chains of all tables.
    public List<SavedChain> chains() {
        List<SavedChain> out = new ArrayList<>();
        tables.values().forEach(chains -> out.addAll(chains.values()));
        return out;
    }
}
