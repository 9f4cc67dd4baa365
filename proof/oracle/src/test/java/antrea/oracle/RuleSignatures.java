package antrea.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Flows of a Node without the numbers of their rules, which depend on what came before: for each rule the rows
/// that bear its number, in order, and all flows that bear none.
final class RuleSignatures {
    private static final Pattern CONJUNCTION = Pattern.compile("conjunction\\((\\d+),(\\d/\\d)\\)");
    private static final Pattern VERDICT = Pattern.compile("conj_id=(\\d+)");
    private static final Pattern LABEL = Pattern.compile("ct_label=0x([0-9a-f]+)/0x(f+)(0*)");

    private RuleSignatures() {}

    static List<String> of(NodeRig rig) {
        Map<Long, TreeSet<String>> rules = new TreeMap<>();
        List<String> out = new ArrayList<>();
        for (String line : new SwitchText(rig.pipeline).flows(rig.desired.allFlows())) {
            if (!add(line, rules)) {
                out.add(line);
            }
        }
        rules.values().forEach(rows -> out.add(rows.toString()));
        out.sort(String::compareTo);
        return out;
    }

    private static boolean add(String line, Map<Long, TreeSet<String>> rules) {
        String head = line.substring(0, line.indexOf(" actions="));
        Matcher clause = CONJUNCTION.matcher(line);
        boolean found = false;
        while (clause.find()) {
            rows(rules, Long.parseLong(clause.group(1))).add(head + " clause " + clause.group(2));
            found = true;
        }
        Matcher verdict = VERDICT.matcher(line);
        if (!found && verdict.find()) {
            long id = Long.parseLong(verdict.group(1));
            rows(rules, id).add(withoutNumber(line, id));
            return true;
        }
        Matcher label = LABEL.matcher(line);
        if (!found && label.find()) {
            long id = Long.parseUnsignedLong(label.group(1), 16)
                    >>> 4 * label.group(3).length();
            rows(rules, id).add(withoutNumber(line, id));
            return true;
        }
        return found;
    }

    private static TreeSet<String> rows(Map<Long, TreeSet<String>> rules, long id) {
        return rules.computeIfAbsent(id, _ -> new TreeSet<>());
    }

    private static String withoutNumber(String line, long id) {
        String hex = Long.toHexString(id);
        return line.replace("conj_id=" + id + ",", "conj_id=#,")
                .replace("set_field:0x" + hex + "->reg", "set_field:#->reg")
                .replace("0x" + hex + "/0xffffffff", "#/0xffffffff")
                .replace("0x" + hex + "00000000/0xffffffff00000000", "#/0xffffffff00000000");
    }
}
