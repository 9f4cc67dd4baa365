package antrea.openflow.connection;

import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.Message.BundleControl;
import antrea.openflow.codec.Message.BundleControl.Kind;
import antrea.openflow.connection.Outcome.Refusal;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// One bundle: open, add, barrier, then commit or discard. The barrier is what makes it all or nothing: a message
/// that does not decode makes an error but leaves the bundle open, and a commit would then apply the others. All up
/// to the barrier goes without waiting: each wait costs several changes of threads on both sides.
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
            CompletableFuture<Message> opened = session.ask(new BundleControl(bundleId, Kind.OPEN_REQUEST, FLAGS));
            add(messages, first);
            session.barrier();
            demandOpen(session.await(opened, "the opening of a bundle"));
            if (!errors.refused().isEmpty() || !errors.unreadable().isEmpty()) {
                discard();
                errors.demandReadable();
                return new Outcome.Refused(errors.refused());
            }
            return commit(errors);
        } finally {
            session.answers().close(errors);
        }
    }

    /// A message that is added to no bundle may have opened one.
    private void demandOpen(Message answer) {
        if (answer instanceof ErrorMessage) {
            discard();
        }
        OpenFlowSession.demand(answer, "to open a bundle");
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
