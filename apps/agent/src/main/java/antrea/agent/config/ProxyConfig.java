package antrea.agent.config;

import antrea.net.Cidr;
import antrea.runtime.config.ConfigSection;
import java.util.List;
import java.util.Optional;

/// Option `antreaProxy`, and the Service CIDRs that are needed where it is off.
public record ProxyConfig(
        boolean enable,
        ExternalTraffic external,
        ServiceSelection services,
        Cidr serviceCidr,
        Optional<Cidr> serviceCidrV6) {
    private static final Cidr DEFAULT_SERVICE_CIDR = Cidr.parse("10.96.0.0/12");

    /// Traffic from outside of the Pods.
    ///
    /// @param proxyAll also NodePort and load balancer traffic, in place of kube-proxy
    /// @param nodePortAddresses empty for all addresses of the Node
    /// @param directServerReturn defaultLoadBalancerMode dsr instead of nat
    public record ExternalTraffic(
            boolean proxyAll, List<Cidr> nodePortAddresses, boolean proxyLoadBalancerIps, boolean directServerReturn) {
        public ExternalTraffic {
            nodePortAddresses = List.copyOf(nodePortAddresses);
        }

        static ExternalTraffic read(ConfigSection proxy) {
            String mode = proxy.choice("defaultLoadBalancerMode", "nat", List.of("nat", "dsr"), w -> w);
            return new ExternalTraffic(
                    proxy.bool("proxyAll", false),
                    proxy.parsedList("nodePortAddresses", Cidr::parse),
                    proxy.bool("proxyLoadBalancerIPs", true),
                    mode.equals("dsr"));
        }
    }

    /// Which Services are left to others.
    ///
    /// @param skipped cluster IPs, or `namespace/name`
    /// @param serviceProxyName value of the label service.kubernetes.io/service-proxy-name, empty for none
    public record ServiceSelection(List<String> skipped, String serviceProxyName) {
        public ServiceSelection {
            skipped = List.copyOf(skipped);
        }
    }

    static ProxyConfig read(ConfigSection file) {
        ConfigSection proxy = file.section("antreaProxy");
        return new ProxyConfig(
                proxy.bool("enable", true),
                ExternalTraffic.read(proxy),
                new ServiceSelection(proxy.texts("skipServices"), proxy.text("serviceProxyName", "")),
                file.parsed("serviceCIDR", DEFAULT_SERVICE_CIDR, Cidr::parse),
                file.parsed("serviceCIDRv6", Cidr::parse));
    }
}
