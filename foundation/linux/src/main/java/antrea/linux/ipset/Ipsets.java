package antrea.linux.ipset;

import antrea.linux.LinuxException;
import antrea.linux.command.CommandRunner;
import antrea.net.IpFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// The sets of the kernel, by ipset(8).
public final class Ipsets {
    private final CommandRunner runner;

    public Ipsets(CommandRunner runner) {
        this.runner = runner;
    }

    /// Applies lines as `create`, `add`, `del`, `swap`, `destroy`; with `-exist` what is done already is no error.
    /// The lines before a failing one stay done. Throws [LinuxException] with the program's words.
    public void restore(String lines) {
        runner.runSuccessfully(List.of("ipset", "restore", "-exist"), lines);
    }

    public List<SavedSet> save() {
        return parse(runner.runSuccessfully(List.of("ipset", "save"), ""));
    }

    /// Reads the text of `ipset save`. Throws [LinuxException] naming the line that is not of that format.
    public static List<SavedSet> parse(String text) {
        SequencedMap<String, String[]> creations = new LinkedHashMap<>();
        Map<String, SequencedSet<String>> entries = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            String[] words = line.split(" ", -1);
            if (words.length >= 3 && words[0].equals("create")) {
                creations.put(words[1], words);
                entries.put(words[1], new LinkedHashSet<>());
            } else if (words.length >= 3 && words[0].equals("add") && entries.containsKey(words[1])) {
                entries.getOrDefault(words[1], new LinkedHashSet<>()).add(words[2]);
            } else {
                throw new LinuxException("ipset save: unknown line: " + line);
            }
        }
        List<SavedSet> out = new ArrayList<>();
        creations.forEach((name, words) -> out.add(new SavedSet(
                name,
                words[2],
                List.of(words).contains("inet6") ? IpFamily.V6 : IpFamily.V4,
                Collections.unmodifiableSequencedSet(entries.getOrDefault(name, new LinkedHashSet<>())))));
        return out;
    }
}
