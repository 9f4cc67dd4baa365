package antrea.kube.resource;

import antrea.kube.object.FlatMap;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.LabelSelector.Operator;
import antrea.kube.object.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;

/// Reads a LabelSelector.
public final class SelectorReader {
    private SelectorReader() {}

    public static LabelSelector read(TokenReader in) {
        Map<String, String> labels = FlatMap.EMPTY;
        List<Requirement> expressions = List.of();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "matchLabels" -> labels = in.textMap();
                case "matchExpressions" -> expressions = Values.list(in, SelectorReader::requirement);
                default -> in.skip();
            }
        }
        return in.share(new LabelSelector(labels, expressions));
    }

    private static Requirement requirement(TokenReader in) {
        String key = "";
        Operator operator = Operator.INVALID;
        List<String> values = List.of();
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "key" -> key = in.sharedText();
                case "operator" -> operator = operator(in.sharedText());
                case "values" -> values = in.texts();
                default -> in.skip();
            }
        }
        return new Requirement(key, operator, values);
    }

    private static Operator operator(String text) {
        return switch (text) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default -> Operator.INVALID;
        };
    }
}
