package antrea.serve.api;

import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The query parameter `labelSelector`, in the text form of the Kubernetes API: `a=b,c!=d,e in (x,y),f notin
/// (z),g,!h`.
record LabelSelector(List<Requirement> requirements) {
    private static final String KEY = "[A-Za-z0-9][A-Za-z0-9_./-]*";
    private static final Pattern IN = Pattern.compile("(" + KEY + ")\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("(" + KEY + ")\\s*(==|=|!=)\\s*([A-Za-z0-9_.-]*)");
    private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*(" + KEY + ")");

    LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /// One requirement. A label that is absent fulfils the negative ones.
    record Requirement(String key, Set<String> values, Operator operator) {
        boolean matches(Map<String, String> labels) {
            boolean present = labels.containsKey(key);
            boolean listed = present && values.contains(labels.getOrDefault(key, ""));
            return switch (operator) {
                case IN -> listed;
                case NOT_IN -> !listed;
                case EXISTS -> present;
                case ABSENT -> !present;
            };
        }
    }

    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT
    }

    boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /// Throws [StatusException] 400.
    static LabelSelector parse(String text) {
        List<Requirement> out = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int to = endOfTerm(text, from);
            String term = text.substring(from, to).strip();
            if (!term.isEmpty()) {
                out.add(requirement(term));
            }
            from = to + 1;
        }
        return new LabelSelector(out);
    }

    /// Commas inside of parentheses do not end a term.
    private static int endOfTerm(String text, int from) {
        boolean inside = false;
        for (int i = from; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '(' -> inside = true;
                case ')' -> inside = false;
                case ',' -> {
                    if (!inside) {
                        return i;
                    }
                }
                default -> {} // part of the term
            }
        }
        return text.length();
    }

    private static Requirement requirement(String term) {
        Matcher in = IN.matcher(term);
        if (in.matches()) {
            Set<String> values = new java.util.HashSet<>();
            for (String value : group(in, 3).split(",", -1)) {
                values.add(value.strip());
            }
            return new Requirement(
                    group(in, 1), Set.copyOf(values), group(in, 2).equals("in") ? Operator.IN : Operator.NOT_IN);
        }
        Matcher equality = EQUALITY.matcher(term);
        if (equality.matches()) {
            return new Requirement(
                    group(equality, 1),
                    Set.of(group(equality, 3)),
                    group(equality, 2).equals("!=") ? Operator.NOT_IN : Operator.IN);
        }
        Matcher existence = EXISTENCE.matcher(term);
        if (existence.matches()) {
            return new Requirement(
                    group(existence, 2), Set.of(), group(existence, 1).isEmpty() ? Operator.EXISTS : Operator.ABSENT);
        }
        throw new StatusException(Status.badRequest("unable to parse requirement: \"" + term + "\""));
    }

    private static String group(Matcher matcher, int index) {
        String text = matcher.group(index);
        return text == null ? "" : text;
    }
}
