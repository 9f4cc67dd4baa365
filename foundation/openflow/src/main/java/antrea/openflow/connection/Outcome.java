package antrea.openflow.connection;

import antrea.openflow.codec.ErrorMessage;
import java.util.List;

/// What became of a list of messages.
public sealed interface Outcome {
    /// The switch took all of them.
    record Committed() implements Outcome {}

    /// The switch refused some. After a bundle nothing has changed; after unbundled messages, all but these took
    /// effect.
    record Refused(List<Refusal> refusals) implements Outcome {
        public Refused {
            refusals = List.copyOf(refusals);
        }
    }

    /// `index` is the place in the list that was given; -1 when the switch did not say which one.
    record Refusal(int index, ErrorMessage error) {}
}
