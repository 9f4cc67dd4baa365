package antrea.agent.config;

import antrea.runtime.config.ConfigSection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What the agent serves and writes about itself.
///
/// @param tlsCipherSuites names of Go's crypto/tls; empty for the default
/// @param tlsMinVersion `VersionTLS10` … `VersionTLS13`; empty for the default
public record ServerConfig(
        int apiPort,
        List<String> tlsCipherSuites,
        String tlsMinVersion,
        boolean prometheusMetrics,
        AuditLogging audit) {
    private static final int DEFAULT_API_PORT = 10350;
    private static final List<String> TLS_VERSIONS =
            List.of("VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13");

    /// Rotation of the audit log. The original fills in the maximum age, 28, where a maximum size is not given;
    /// the chart gives 500.
    public record AuditLogging(int maxSizeMegabytes, int maxBackups, int maxAgeDays, boolean compress) {
        static AuditLogging read(ConfigSection section) {
            return new AuditLogging(
                    section.integer("maxSize", 28, 1, Integer.MAX_VALUE),
                    section.integerOrZero("maxBackups", 3, 0, Integer.MAX_VALUE),
                    section.integerOrZero("maxAge", 28, 0, Integer.MAX_VALUE),
                    section.bool("compress", true));
        }
    }

    public ServerConfig {
        tlsCipherSuites = List.copyOf(tlsCipherSuites);
    }

    static ServerConfig read(ConfigSection file, NodeRole role) {
        Optional<List<String>> suites = file.parsed("tlsCipherSuites", ServerConfig::words);
        return new ServerConfig(
                file.port("apiPort", DEFAULT_API_PORT),
                suites.orElse(List.of()),
                file.choice("tlsMinVersion", "", TLS_VERSIONS, w -> w),
                file.bool("enablePrometheusMetrics", !role.external()),
                AuditLogging.read(file.section("auditLogging")));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(w -> !w.isEmpty())
                .toList();
    }
}
