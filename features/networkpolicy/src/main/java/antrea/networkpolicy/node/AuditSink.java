package antrea.networkpolicy.node;

/// Where logged packets go. Any thread.
@FunctionalInterface
public interface AuditSink {
    void observe(AuditRecord packet);
}
