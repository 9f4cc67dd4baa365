package antrea.hostnet.driver;

import antrea.hostnet.HostKey.OfChain;
import antrea.hostnet.IptablesChain.Jump;
import antrea.hostnet.Ownership;
import antrea.linux.iptables.SavedChain;
import antrea.linux.iptables.SavedTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The jumps from chains of others into one of ours, as iptables-save shows them.
record Jumps(OfChain target, List<Line> lines) {
    private static final String COMMENT = "-m comment --comment ";

    /// `rule` is what follows `-A HOOK`.
    record Line(String hook, String rule) {}

    static Jumps find(SavedTables saved, OfChain target) {
        List<Line> found = new ArrayList<>();
        for (SavedChain chain : saved.chains()) {
            if (!chain.table().equals(target.table()) || Ownership.ownsChain(chain.name())) {
                continue;
            }
            for (String rule : chain.rules()) {
                if (rule.endsWith("-j " + target.name())) {
                    found.add(new Line(chain.name(), rule));
                }
            }
        }
        return new Jumps(target, found);
    }

    boolean isFrom(String hook) {
        return lines.stream().anyMatch(line -> line.hook().equals(hook));
    }

    /// Lines that are not among the wanted hooks, and what stands twice; the one in our own words is the one to
    /// stay.
    List<Line> superfluous(List<Jump> wanted) {
        List<Line> out = new ArrayList<>(lines);
        for (Jump jump : wanted) {
            lines.stream()
                    .filter(line -> line.hook().equals(jump.hook()))
                    .max(Comparator.comparing(line -> parse(line).equals(jump)))
                    .ifPresent(out::remove);
        }
        return out;
    }

    /// Whether exactly these hooks lead here.
    boolean areFrom(List<Jump> wanted) {
        return superfluous(wanted).isEmpty() && wanted.size() == lines.size();
    }

    /// As values. A match comes in the kernel's words.
    List<Jump> values() {
        List<Jump> out = new ArrayList<>();
        lines.forEach(line -> out.add(parse(line)));
        return out;
    }

    private Jump parse(Line line) {
        int end = line.rule().lastIndexOf("-j ");
        String text = line.rule().substring(0, end).strip();
        int at = text.indexOf(COMMENT);
        if (at < 0) {
            return new Jump(line.hook(), text, "");
        }
        String comment = text.substring(at + COMMENT.length());
        boolean quoted = comment.length() >= 2 && comment.startsWith("\"") && comment.endsWith("\"");
        return new Jump(
                line.hook(),
                text.substring(0, at).strip(),
                quoted ? comment.substring(1, comment.length() - 1) : comment);
    }
}
