package antrea.kube.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.EndpointSlice;
import antrea.kube.object.EndpointSlice.Conditions;
import antrea.kube.object.IntOrString;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.Meta;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.kube.object.Secret;
import antrea.kube.object.Service;
import antrea.net.AddressWithPrefix;
import antrea.net.Bytes;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import antrea.runtime.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadersTest {
    private static <T> T read(ResourceType<T> type, String json) {
        return type.reader().read(TokenReader.over(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<IpAddress> ips(String... texts) {
        return java.util.Arrays.stream(texts).map(IpAddress::parse).toList();
    }

    @Test
    void metaKeepsOnlyTheAnnotationsThatAreRead() {
        Meta meta = read(Resources.NAMESPACES, """
                {"kind":"Namespace","apiVersion":"v1","metadata":{"name":"n","uid":"u","resourceVersion":"7",
                 "generation":3,"creationTimestamp":"2026-11-22T13:00:00Z","deletionTimestamp":"2026-11-22T14:00:00Z",
                 "labels":{"b":"2","a":"1"},"managedFields":[{"x":{"y":[1,2]}}],"ownerReferences":null,
                 "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","policy.antrea.io/x":"1",
                   "nodeportlocal.antrea.io":"[]","fakeantrea.io/x":"1","service.kubernetes.io/topology-mode":"auto",
                   "k8s.v1.cni.cncf.io/networks":"a"}},
                 "spec":{"finalizers":["kubernetes"]}}""").meta();
        assertEquals(new ObjectKey("", "n"), meta.key());
        assertEquals(new Meta.Version("u", "7", 3, Instant.parse("2026-11-22T13:00:00Z"), true), meta.version());
        assertEquals(Map.of("a", "1", "b", "2"), meta.labels());
        assertEquals(
                Map.of(
                        "policy.antrea.io/x", "1",
                        "nodeportlocal.antrea.io", "[]",
                        "service.kubernetes.io/topology-mode", "auto",
                        "k8s.v1.cni.cncf.io/networks", "a"),
                meta.annotations());
    }

    @Test
    void podIsRead() {
        Pod pod = read(Resources.PODS, """
                {"metadata":{"namespace":"ns","name":"p"},
                 "spec":{"volumes":[{"name":"x"}],"initContainers":[{"ports":[{"name":"i","containerPort":1}]}],
                   "containers":[{"name":"c","ports":[{"name":"web","containerPort":80,"protocol":"TCP"},
                     {"containerPort":53,"protocol":"UDP","hostPort":5353}]},{"name":"d","ports":null}],
                   "nodeName":"n1","hostNetwork":true,"serviceAccountName":"sa"},
                 "status":{"phase":"Running","podIP":"10.0.0.1","podIPs":[{"ip":"10.0.0.1"},{"ip":"fd00::1"}]}}""");
        assertEquals("n1", pod.nodeName());
        assertTrue(pod.hostNetwork());
        assertEquals("sa", pod.serviceAccountName());
        assertEquals(
                List.of(
                        new Pod.ContainerPort("web", 80, Protocol.TCP, 0),
                        new Pod.ContainerPort("", 53, Protocol.UDP, 5353)),
                pod.ports());
        assertEquals(Pod.Phase.RUNNING, pod.phase());
        assertEquals(ips("10.0.0.1", "fd00::1"), pod.ips());
        assertFalse(pod.meta().deleting());
    }

    @Test
    void podWithoutStatusIsPending() {
        Pod pod = read(Resources.PODS, "{\"metadata\":{\"name\":\"p\"},\"spec\":null}");
        assertEquals(Pod.of(Meta.of("", "p")), pod);
        assertEquals(
                ips("10.0.0.1"),
                read(Resources.PODS, "{\"status\":{\"podIP\":\"10.0.0.1\"}}").ips());
    }

    @Test
    void nodeIsRead() {
        Node node = read(Resources.NODES, """
                {"metadata":{"name":"n"},"spec":{"podCIDR":"10.0.1.0/24","podCIDRs":["10.0.1.0/24","fd00:1::/64"]},
                 "status":{"addresses":[{"type":"Hostname","address":"n"},{"type":"InternalIP","address":"192.168.0.1"},
                  {"type":"ExternalIP","address":"203.0.113.1"},{"type":"InternalIP","address":"fd01::1"}],
                  "images":[{"names":["x"]}]}}""");
        assertEquals(List.of(Cidr.parse("10.0.1.0/24"), Cidr.parse("fd00:1::/64")), node.podCidrs());
        assertEquals(ips("192.168.0.1", "fd01::1"), node.internalIps());
        assertEquals(ips("203.0.113.1"), node.externalIps());
        assertEquals(
                List.of(Cidr.parse("10.0.1.0/24")),
                read(Resources.NODES, "{\"spec\":{\"podCIDR\":\"10.0.1.0/24\"}}")
                        .podCidrs());
    }

    @Test
    void serviceIsRead() {
        Service service = read(Resources.SERVICES, """
                {"metadata":{"name":"s","namespace":"ns"},
                 "spec":{"type":"LoadBalancer","clusterIP":"10.96.0.1","clusterIPs":["10.96.0.1","fd00::1"],
                  "externalIPs":["203.0.113.1"],"loadBalancerIP":"198.51.100.7","selector":{"app":"x"},
                  "ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":"web","nodePort":30080,
                    "appProtocol":"http"},{"port":53,"protocol":"UDP","targetPort":5353},{"port":1}],
                  "sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":60}},
                  "internalTrafficPolicy":"Local","externalTrafficPolicy":"Local","healthCheckNodePort":31000},
                 "status":{"loadBalancer":{"ingress":[{"ip":"198.51.100.7"},{"hostname":"x"},
                  {"ip":"198.51.100.8","ipMode":"Proxy"},{"ip":"2001:db8::8","ipMode":"VIP"}]}}}""");
        assertEquals(Service.Type.LOAD_BALANCER, service.type());
        assertEquals(
                new Service.Addresses(
                        ips("10.96.0.1", "fd00::1"),
                        ips("203.0.113.1"),
                        ips("198.51.100.7", "2001:db8::8"),
                        Optional.of(IpAddress.parse("198.51.100.7"))),
                service.addresses());
        assertEquals(new Service.Traffic(true, true, 60, 31000, false), service.traffic());
        assertEquals(
                List.of(
                        new Service.Port("http", Protocol.TCP, 80, IntOrString.of("web"), 30080, "http"),
                        new Service.Port("", Protocol.UDP, 53, IntOrString.of(5353), 0, ""),
                        Service.Port.of("", Protocol.TCP, 1)),
                service.ports());
        assertEquals(Map.of("app", "x"), service.selector());
    }

    @ParameterizedTest
    @CsvSource({"None,true", "10.96.0.1,false", "fd00::1,false", "'',true"})
    void serviceWithoutClusterIpIsHeadless(String clusterIp, boolean headless) {
        assertEquals(
                headless,
                read(Resources.SERVICES, "{\"spec\":{\"clusterIP\":\"" + clusterIp + "\"}}")
                        .headless());
    }

    @Test
    void endpointSliceIsRead() {
        EndpointSlice slice = read(Resources.ENDPOINT_SLICES, """
                {"metadata":{"name":"s-1","namespace":"ns","labels":{"kubernetes.io/service-name":"s"}},
                 "addressType":"IPv6","endpoints":[
                  {"addresses":["fd00::1"],"conditions":{},"nodeName":"n","zone":"z",
                   "hints":{"forZones":[{"name":"z"},{"name":"y"}]}},
                  {"addresses":["fd00::2"],"conditions":{"ready":false,"serving":true,"terminating":true}},
                  {"addresses":["fd00::3"],"conditions":{"ready":false}},
                  {"addresses":["fd00::4"],"conditions":{"ready":null,"serving":null,"terminating":null}},
                  {"addresses":["fd00::5"]}],
                 "ports":[{"name":"p","port":80,"protocol":"TCP","appProtocol":"http"},{"port":null}]}""");
        assertEquals(new ObjectKey("ns", "s"), slice.serviceKey());
        assertEquals(EndpointSlice.AddressType.IPV6, slice.addressType());
        assertEquals(
                new EndpointSlice.Endpoint(ips("fd00::1"), Conditions.READY, "n", "z", List.of("z", "y")),
                slice.endpoints().getFirst());
        assertEquals(
                List.of(
                        Conditions.READY,
                        Conditions.SERVING_TERMINATING,
                        Conditions.NOT_READY,
                        Conditions.READY,
                        Conditions.READY),
                slice.endpoints().stream()
                        .map(EndpointSlice.Endpoint::conditions)
                        .toList());
        assertEquals(
                List.of(
                        new EndpointSlice.Port("p", Protocol.TCP, 80, "http"),
                        new EndpointSlice.Port("", Protocol.TCP, 0, "")),
                slice.ports());
    }

    @Test
    void networkPolicyIsRead() {
        NetworkPolicy policy = read(Resources.NETWORK_POLICIES, """
                {"metadata":{"name":"np","namespace":"ns"},"spec":{"podSelector":{"matchLabels":{"a":"1"}},
                 "policyTypes":["Ingress","Egress"],
                 "ingress":[{"from":[{"podSelector":{},"namespaceSelector":{"matchExpressions":[
                    {"key":"k","operator":"In","values":["x"]}]}},{"podSelector":{"matchLabels":{"b":"2"}}},
                    {"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}},{"ipBlock":{"cidr":"fd00::/8"}}],
                   "ports":[{"port":80},{"port":"web","protocol":"UDP"},{"port":1,"endPort":9,"protocol":"SCTP"},{}]}],
                 "egress":[{}]}}""");
        assertEquals(LabelSelector.of(Map.of("a", "1")), policy.podSelector());
        assertTrue(policy.ingress() && policy.egress());
        NetworkPolicy.Rule rule = policy.ingressRules().getFirst();
        assertEquals(4, rule.peers().size());
        assertEquals(
                new NetworkPolicy.WorkloadPeer(Optional.of(LabelSelector.of(Map.of("b", "2"))), Optional.empty()),
                rule.peers().get(1));
        assertEquals(block("10.0.0.0/8", "10.1.0.0/16"), rule.peers().get(2));
        assertEquals(block("fd00::/8"), rule.peers().get(3));
        assertEquals(
                List.of(
                        NetworkPolicy.Port.of(Protocol.TCP, 80),
                        new NetworkPolicy.Port(Protocol.UDP, Optional.of(IntOrString.of("web")), Optional.empty()),
                        new NetworkPolicy.Port(Protocol.SCTP, Optional.of(IntOrString.of(1)), Optional.of(9)),
                        new NetworkPolicy.Port(Protocol.TCP, Optional.empty(), Optional.empty())),
                rule.ports());
        assertEquals(List.of(NetworkPolicy.Rule.ALL), policy.egressRules());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                             | true  | false
            {"egress":[{}]}                                | true  | true
            {"policyTypes":["Egress"]}                     | false | true
            {"policyTypes":["Ingress"],"egress":[{}]}      | true  | false
            """)
    void policyTypesAreDefaultedAsTheApiDoes(String spec, boolean ingress, boolean egress) {
        NetworkPolicy policy = read(Resources.NETWORK_POLICIES, "{\"spec\":" + spec + "}");
        assertEquals(ingress, policy.ingress());
        assertEquals(egress, policy.egress());
    }

    private static NetworkPolicy.IpBlock block(String cidr, String... except) {
        return new NetworkPolicy.IpBlock(
                AddressWithPrefix.parse(cidr),
                Stream.of(except).map(AddressWithPrefix::parse).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/08,10.0.0.0/8",
        "172.16.0.0/000012,172.16.0.0/12",
        "10.0.0.5/00,10.0.0.5/0",
        "010.001.0.0/16,10.1.0.0/16",
        "10.1.2.3/16,10.1.2.3/16",
        "fd00::5/64,fd00::5/64",
        "::ffff:10.1.2.3/112,10.1.2.3/16",
        "::ffff:0:0/96,0.0.0.0/0",
        "::ffff:0:0/95,::fffe:0:0/95",
        "fd00::/08,fd00::/8",
    })
    void prefixesAreReadAsTheApiTakesThem(String text, String expected) {
        NetworkPolicy policy = read(
                Resources.NETWORK_POLICIES,
                "{\"spec\":{\"ingress\":[{\"from\":[{\"ipBlock\":{\"cidr\":\"" + text + "\"}}]}]}}");
        assertEquals(List.of(block(expected)), policy.ingressRules().getFirst().peers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"port\":80,\"endPort\":70000}",
                "{\"port\":80,\"endPort\":79}",
                "{\"port\":0}",
                "{\"port\":65536}",
                "{\"port\":\"http\",\"endPort\":81}",
                "{\"endPort\":81}",
                "{\"protocol\":\"IPX\",\"port\":80}"
            })
    void portThatCannotBeUnderstoodIsLeftOutAndTheRestGoesOn(String port) {
        NetworkPolicy policy = read(
                Resources.NETWORK_POLICIES,
                "{\"spec\":{\"ingress\":[{\"ports\":[" + port + "]},{\"ports\":[" + port + ",{\"port\":443}]}]}}");
        assertTrue(policy.ingressRules().getFirst().allowsNothing());
        NetworkPolicy.Rule other = policy.ingressRules().getLast();
        assertEquals(List.of(NetworkPolicy.Port.of(Protocol.TCP, 443)), other.ports());
        assertEquals(1, other.unreadablePorts().size());
        assertFalse(other.allowsNothing());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ipBlock\":{}}",
                "{\"ipBlock\":{\"cidr\":\"10.0.0.0/33\"}}",
                "{\"ipBlock\":{\"cidr\":\"fd00::/129\"}}",
                "{\"ipBlock\":{\"cidr\":\"\",\"except\":[\"10.0.0.0/8\"]}}",
                "{\"ipBlock\":{\"except\":[\"10.1.0.0/x\"],\"cidr\":\"10.0.0.0/8\"}}"
            })
    void peerThatCannotBeUnderstoodStandsForNobodyAndTheRestGoesOn(String peer) {
        NetworkPolicy policy = read(
                Resources.NETWORK_POLICIES,
                "{\"spec\":{\"ingress\":[{\"from\":[" + peer + ",{\"ipBlock\":{\"cidr\":\"10.2.0.0/16\"}}]}]}}");
        List<NetworkPolicy.Peer> peers = policy.ingressRules().getFirst().peers();
        assertTrue(peers.getFirst() instanceof NetworkPolicy.UnreadablePeer);
        assertEquals(block("10.2.0.0/16"), peers.getLast());
    }

    @Test
    void configMapAndSecretAreRead() {
        assertEquals(
                Map.of("ca.crt", "pem"),
                read(Resources.CONFIG_MAPS, "{\"data\":{\"ca.crt\":\"pem\"},\"binaryData\":{\"x\":\"AA==\"}}")
                        .data());
        Secret secret = read(Resources.SECRETS, "{\"type\":\"Opaque\",\"data\":{\"k\":\"AQI=\"}}");
        assertEquals(Map.of("k", Bytes.of(1, 2)), secret.data());
        assertFalse(secret.toString().contains("0102"), secret::toString);
        assertThrows(JsonException.class, () -> read(Resources.SECRETS, "{\"data\":{\"k\":\"?\"}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "010.001.000.1,10.1.0.1",
        "::ffff:10.0.0.1,10.0.0.1",
        "fd00:0:0::1,fd00::1",
        "10.0.0.1,10.0.0.1",
        "0.0.0.0,0.0.0.0"
    })
    void addressesAreReadAsKubernetesReadsThem(String text, String expected) {
        assertEquals(Optional.of(IpAddress.parse(expected)), Values.tryAddress(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "None", "10.0.0", "256.0.0.1", "10.0.0.1/8", "fd00::1%eth0", "x"})
    void otherTextsAreNoAddresses(String text) {
        assertEquals(Optional.empty(), Values.tryAddress(text));
    }

    @Test
    void valuesThatRepeatAreOneObject() {
        Interner interner = new Interner();
        String json = """
                {"metadata":{"name":"p","namespace":"a-namespace","labels":{"app":"web"}},
                 "spec":{"nodeName":"node-1","containers":[{"ports":[{"containerPort":80}]}]}}""";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Pod a = Resources.PODS.reader().read(TokenReader.over(bytes, 0, bytes.length, interner));
        Pod b = Resources.PODS.reader().read(TokenReader.over(bytes, 0, bytes.length, interner));
        assertSame(a.meta().labels(), b.meta().labels());
        assertSame(a.meta().namespace(), b.meta().namespace());
        assertSame(a.spec(), b.spec());
    }

    @Test
    void pathsAreThoseOfTheApi() {
        ObjectKey key = new ObjectKey("ns", "a b");
        assertEquals("/api/v1/namespaces/ns/pods/a%20b", Resources.PODS.path(key));
        assertEquals("/api/v1/pods", Resources.PODS.path(""));
        assertEquals("/api/v1/nodes/n", Resources.NODES.path(ObjectKey.of("n")));
        assertEquals("/apis/networking.k8s.io/v1/namespaces/ns/networkpolicies", Resources.NETWORK_POLICIES.path("ns"));
        assertEquals("networkpolicies.networking.k8s.io", Resources.NETWORK_POLICIES.toString());
    }
}
