package antrea.serve.api;

import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import antrea.serve.watch.WatchSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The query parameter `fieldSelector`: terms `label=value`, `label==value`, `label!=value` separated by commas.
final class FieldSelector {
    private FieldSelector() {}

    record Term(String label, String value, boolean equal) {}

    /// Throws [StatusException] 400.
    static List<Term> parse(String text) {
        List<Term> out = new ArrayList<>();
        for (String part : text.split(",", 100)) {
            if (!part.isEmpty()) {
                out.add(term(part));
            }
        }
        return out;
    }

    private static Term term(String text) {
        for (String operator : new String[] {"!=", "==", "="}) {
            int at = text.indexOf(operator);
            if (at > 0) {
                return new Term(text.substring(0, at), text.substring(at + operator.length()), !operator.equals("!="));
            }
        }
        throw new StatusException(Status.badRequest("invalid selector: '" + text + "'; can't understand it"));
    }

    /// Throws [StatusException] 400 when a label is not one of these.
    static List<Term> parse(Optional<String> text, Set<String> labels) {
        List<Term> out = parse(text.orElse(""));
        for (Term term : out) {
            if (!labels.contains(term.label())) {
                throw new StatusException(Status.badRequest("field label not supported: " + term.label()));
            }
        }
        return out;
    }

    /// Terms with `!=` are accepted and have no effect, as in the original.
    static WatchSelector watchSelector(List<Term> terms, String namespace) {
        Optional<String> key = Optional.empty();
        Optional<String> node = Optional.empty();
        for (Term term : terms) {
            if (term.equal() && term.label().equals("metadata.name")) {
                key = Optional.of(namespace.isEmpty() ? term.value() : namespace + "/" + term.value());
            } else if (term.equal() && term.label().equals("nodeName")) {
                node = Optional.of(term.value());
            }
        }
        return new WatchSelector(key, node);
    }
}
