package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.agent.config.ServerConfig.AuditLogging;
import antrea.graph.Calculation;
import antrea.kube.watch.Backoff;
import antrea.networkpolicy.node.AuditLog;
import antrea.networkpolicy.node.ControlPlaneWatch;
import antrea.networkpolicy.node.PolicyFiles;
import antrea.networkpolicy.node.PolicyTelling;
import antrea.networkpolicy.node.RealizationReports;
import antrea.networkpolicy.node.StatusPost;
import antrea.pipeline.Pipeline;
import antrea.runtime.lifecycle.Part;
import antrea.runtime.log.RotatingFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What policies stand on beside their feature: the watches of the controller, the files behind them, the audit
/// log, the reports.
record PolicyParts(
        ControlPlaneWatch watch,
        PolicyFiles files,
        AuditLog audit,
        RealizationReports reports,
        CompletableFuture<Pipeline> pipeline) {
    private static final long MEGABYTE = 1 << 20;

    static PolicyParts of(AgentConfig config, Cluster cluster, Calculation in, Path logFolder) {
        PolicyFiles files = new PolicyFiles(PolicyFiles.DEFAULT_ROOT);
        RealizationReports reports = new RealizationReports(cluster.nodeName(), new StatusPost(cluster.controller()));
        ControlPlaneWatch watch = new ControlPlaneWatch(
                cluster.controller(), cluster.nodeName(), in, cluster.timing(Backoff.AGGREGATED), files, reports);
        AuditLog audit = new AuditLog(logFolder, rotation(config.server().audit()));
        return new PolicyParts(watch, files, audit, reports, new CompletableFuture<>());
    }

    private static RotatingFile.Rotation rotation(AuditLogging config) {
        return new RotatingFile.Rotation(
                config.maxSizeMegabytes() * MEGABYTE,
                config.maxBackups(),
                Duration.ofDays(config.maxAgeDays()),
                config.compress() ? RotatingFile.Packing.GZIP : RotatingFile.Packing.PLAIN);
    }

    /// The names of tables are known when all features have declared theirs.
    PolicyTelling telling() {
        return new PolicyTelling(number -> pipeline.join().nameOf(number), audit, reports);
    }

    List<Part> parts() {
        return List.of(
                new Part("audit log", audit::start, audit::close),
                new Part("policy files", files::start, files::close),
                new Part("policy reports", reports::start, reports::close),
                new Part("policies", watch::start, watch::close));
    }
}
