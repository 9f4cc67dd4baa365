/// What stands in the cluster of a rehearsal. The Node `stage` is the agent's; `other` is a peer of it.
final class StageObjects {
    static final String NODES = "/api/v1/nodes";
    static final String PODS = "/api/v1/pods";
    static final String SERVICES = "/api/v1/services";
    static final String SLICES = "/apis/discovery.k8s.io/v1/endpointslices";
    static final String CONFIG_MAPS = "/api/v1/configmaps";
    static final String NAMESPACES = "/api/v1/namespaces";
    static final String POLICIES = "/apis/networking.k8s.io/v1/networkpolicies";
    static final String AGENT_INFOS = "/apis/crd.antrea.io/v1beta1/antreaagentinfos";
    static final String NAMESPACE = """
            {"metadata":{"name":"default","uid":"u-default","labels":{"kubernetes.io/metadata.name":"default"}}}""";

    static final String INGRESS = """
            {"podSelector":{"matchLabels":{"app":"web"}},"policyTypes":["Ingress"],"ingress":[
            {"from":[{"podSelector":{"matchExpressions":[{"key":"app","operator":"In","values":["far","late"]}]}},
            {"ipBlock":{"cidr":"10.0.0.0/8","except":["10.10.0.0/16"]}}],
            "ports":[{"protocol":"TCP","port":"web"},{"protocol":"UDP","port":53,"endPort":60},{"protocol":"SCTP"}]}]}""";
    static final String EGRESS = """
            {"podSelector":{},"policyTypes":["Egress"],"egress":[
            {"to":[{"namespaceSelector":{}}]},{"ports":[{"port":53,"protocol":"UDP"}]}]}""";

    private StageObjects() {}

    static String node(String name, int number) {
        return """
                {"metadata":{"name":"%1$s","uid":"u-%1$s","labels":{"kubernetes.io/hostname":"%1$s"},"annotations":{"a":"b"}},
                "spec":{"podCIDR":"10.10.%2$d.0/24","podCIDRs":["10.10.%2$d.0/24","fd00:10:10:%2$d::/64"]},
                "status":{"conditions":[{"type":"Ready","status":"True"}],
                "addresses":[{"type":"InternalIP","address":"192.0.2.%2$d"},{"type":"InternalIP","address":"fd00:192::%2$d"},
                {"type":"Hostname","address":"%1$s"}]}}""".formatted(name, number);
    }

    static String pod(String name, String node, String ip) {
        return """
                {"metadata":{"name":"%1$s","namespace":"default","uid":"u-%1$s","labels":{"app":"%1$s"},
                "annotations":{"a":"b"},"ownerReferences":[{"kind":"ReplicaSet","name":"%1$s"}]},
                "spec":{"nodeName":"%2$s","containers":[{"name":"c","image":"i",
                "ports":[{"name":"web","containerPort":8080,"protocol":"TCP"}]}]},
                "status":{"phase":"Running","podIP":"%3$s","podIPs":[{"ip":"%3$s"}],
                "conditions":[{"type":"Ready","status":"True"}]}}""".formatted(name, node, ip);
    }

    static String service(String namespace, String name, String ip, String ip6, String more) {
        return """
                {"metadata":{"name":"%2$s","namespace":"%1$s","uid":"u-%2$s"},
                "spec":{"type":"ClusterIP","clusterIP":"%3$s","clusterIPs":["%3$s","%4$s"],"ipFamilies":["IPv4","IPv6"],%5$s
                "ports":[{"name":"web","protocol":"TCP","port":443,"targetPort":8080},
                {"name":"dns","protocol":"UDP","port":53,"targetPort":53}]}}""".formatted(namespace, name, ip, ip6, more);
    }

    static String slice(String namespace, String service, String node, int port, String... addresses) {
        StringBuilder endpoints = new StringBuilder();
        for (String address : addresses) {
            endpoints.append(endpoints.isEmpty() ? "" : ",").append("""
                    {"addresses":["%s"],"conditions":{"ready":true,"serving":true,"terminating":false},"nodeName":"%s"}""".formatted(address, node));
        }
        boolean six = addresses.length > 0 && addresses[0].indexOf(':') >= 0;
        return """
                {"metadata":{"name":"%2$s-%5$s","namespace":"%1$s","labels":{"kubernetes.io/service-name":"%2$s"}},
                "addressType":"%5$s","endpoints":[%3$s],"ports":[{"name":"web","protocol":"TCP","port":%4$d},
                {"name":"dns","protocol":"UDP","port":53}]}""".formatted(namespace, service, endpoints, port, six ? "IPv6" : "IPv4");
    }

    static String policy(String name, String spec) {
        return """
                {"metadata":{"name":"%1$s","namespace":"default","uid":"u-%1$s","creationTimestamp":"2025-01-01T00:00:00Z"},
                "spec":%2$s}""".formatted(name, spec);
    }

    static String configMap(String name, String data) {
        return """
                {"metadata":{"name":"%s","namespace":"kube-system"},"data":{%s}}""".formatted(name, data);
    }

    /// Whom the cluster trusts to name users.
    static String trust(String pem) {
        return configMap("extension-apiserver-authentication", """
                "client-ca-file":"%1$s","requestheader-client-ca-file":"%1$s","requestheader-allowed-names":"[\\"front\\"]",
                "requestheader-extra-headers-prefix":"[\\"X-Remote-Extra-\\"]","requestheader-group-headers":"[\\"X-Remote-Group\\"]",
                "requestheader-username-headers":"[\\"X-Remote-User\\"]\"""".formatted(pem));
    }
}
