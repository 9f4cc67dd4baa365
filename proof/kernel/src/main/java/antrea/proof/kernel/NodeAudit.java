package antrea.proof.kernel;

import antrea.networkpolicy.node.AuditLog;
import antrea.networkpolicy.node.PolicyTelling;
import antrea.networkpolicy.node.RealizationReports;
import antrea.pipeline.Pipeline;
import antrea.runtime.log.RotatingFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Whom the policies of the Node tell: the agent's own audit log, and nobody of reports.
///
/// @param pipeline has the names of tables; to be completed when all features have declared theirs
record NodeAudit(AuditLog log, CompletableFuture<Pipeline> pipeline) {
    private static final RotatingFile.Rotation ONE_FILE =
            new RotatingFile.Rotation(1 << 20, 0, Duration.ZERO, RotatingFile.Packing.PLAIN);

    /// `folder` gets `networkpolicy/np.log`.
    static NodeAudit in(Path folder) {
        return new NodeAudit(new AuditLog(folder, ONE_FILE), new CompletableFuture<>());
    }

    PolicyTelling telling() {
        return new PolicyTelling(number -> pipeline.join().nameOf(number), log, new RealizationReports("", _ -> {}));
    }
}
