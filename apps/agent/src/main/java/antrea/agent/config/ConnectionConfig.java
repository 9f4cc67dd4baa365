package antrea.agent.config;

import antrea.kube.access.ClientConnection;
import antrea.runtime.config.ConfigSection;

/// How the agent reaches the API servers and the DNS server.
///
/// @param dnsServerOverride `host:port`, empty for the cluster's DNS; port 53 is filled in
public record ConnectionConfig(
        ClientConnection kube, ClientConnection antrea, String kubeApiServerOverride, String dnsServerOverride) {
    private static final String DNS_PORT = ":53";

    static ConnectionConfig read(ConfigSection file) {
        return new ConnectionConfig(
                ClientConnection.read(file.section("clientConnection")),
                ClientConnection.read(file.section("antreaClientConnection")),
                file.text("kubeAPIServerOverride", ""),
                file.parsed("dnsServerOverride", "", ConnectionConfig::withPort));
    }

    /// `10.0.0.1`, `10.0.0.1:5353`, `fd00::1`, `[fd00::1]` and `[fd00::1]:5353` are all meant.
    private static String withPort(String text) {
        boolean bareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        if (bareIpv6) {
            return "[" + text + "]" + DNS_PORT;
        }
        return text.endsWith("]") || text.indexOf(':') < 0 ? text + DNS_PORT : text;
    }
}
