package antrea.openflow.connection;

import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.Message.BundleControl;
import antrea.openflow.codec.Message.BundleControl.Kind;
import antrea.openflow.connection.Outcome.Refusal;
import java.util.List;

/// One bundle: open, add, barrier, then commit or discard. The barrier is what makes it all or nothing: a message
/// that does not decode makes an error but leaves the bundle open, and a commit would then apply the others.
final class BundleSender {
    private static final int FLAGS = BundleControl.ATOMIC | BundleControl.ORDERED;

    private final OpenFlowSession session;
    private final int bundleId;

    BundleSender(OpenFlowSession session) {
        this.session = session;
        this.bundleId = session.answers().take(1);
    }

    Outcome send(List<? extends Message> messages) {
        if (messages.isEmpty()) {
            return new Outcome.Committed();
        }
        int first = session.answers().take(messages.size());
        Answers.Range errors = session.answers().open(first, messages.size());
        try {
            OpenFlowSession.demand(control(Kind.OPEN_REQUEST), "to open a bundle");
            add(messages, first);
            session.barrier();
            if (!errors.refused().isEmpty()) {
                discard();
                return new Outcome.Refused(errors.refused());
            }
            return commit(errors);
        } finally {
            session.answers().close(errors);
        }
    }

    private void add(List<? extends Message> messages, int first) {
        try {
            session.sendAll(messages, message -> new Message.BundleAdd(bundleId, FLAGS, message), first);
        } catch (IllegalArgumentException e) {
            discard();
            throw e;
        }
    }

    private Outcome commit(Answers.Range errors) {
        if (control(Kind.COMMIT_REQUEST) instanceof ErrorMessage failure) {
            // The switch has named the message that failed before this, and has dropped the bundle by itself.
            List<Refusal> refused = errors.refused();
            return new Outcome.Refused(refused.isEmpty() ? List.of(new Refusal(-1, failure)) : refused);
        }
        return new Outcome.Committed();
    }

    /// The answer does not matter: an error means that there is nothing to discard.
    private void discard() {
        Message _ = control(Kind.DISCARD_REQUEST);
    }

    private Message control(Kind kind) {
        return session.request(new BundleControl(bundleId, kind, FLAGS));
    }
}
