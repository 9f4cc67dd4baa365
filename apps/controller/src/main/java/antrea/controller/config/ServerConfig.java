package antrea.controller.config;

import antrea.runtime.config.ConfigSection;
import java.util.Arrays;
import java.util.List;

/// What the controller serves.
///
/// @param clientCaFile trusted for client certificates instead of the CA that the cluster publishes; empty for
/// that
public record ServerConfig(
        int apiPort, boolean prometheusMetrics, boolean selfSignedCert, TlsConfig tls, String clientCaFile) {
    private static final int DEFAULT_API_PORT = 10349;

    /// TLS of the API server.
    ///
    /// @param cipherSuites names of Go's crypto/tls; empty for the default
    /// @param minVersion `VersionTLS10` … `VersionTLS13`. Every other text is TLS 1.2, as in the original
    public record TlsConfig(List<String> cipherSuites, String minVersion) {
        public TlsConfig {
            cipherSuites = List.copyOf(cipherSuites);
        }

        static TlsConfig read(ConfigSection file) {
            return new TlsConfig(
                    file.parsed("tlsCipherSuites", TlsConfig::words).orElse(List.of()), file.text("tlsMinVersion", ""));
        }

        private static List<String> words(String text) {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(w -> !w.isEmpty())
                    .toList();
        }
    }

    static ServerConfig read(ConfigSection file) {
        return new ServerConfig(
                file.port("apiPort", DEFAULT_API_PORT),
                file.bool("enablePrometheusMetrics", true),
                file.bool("selfSignedCert", true),
                TlsConfig.read(file),
                file.text("clientCAFile", ""));
    }
}
