package antrea.oracle;

import antrea.kube.object.IntOrString;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.LabelSelector.Operator;
import antrea.kube.object.LabelSelector.Requirement;
import antrea.kube.object.Meta;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.Node;
import antrea.kube.object.Pod;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/// Random clusters: small, with few words, so that selectors hit, and with everything a policy can say.
final class RandomCluster {
    private static final Protocol[] PROTOCOLS = {Protocol.TCP, Protocol.TCP, Protocol.UDP, Protocol.SCTP};
    private static final String[] NAMESPACES = {"shop", "bank", "lab"};
    private static final String[] PORT_NAMES = {"http", "dns", "metrics"};
    static final int[] PORTS = {53, 80, 81, 443, 8079, 8080, 8083, 8084, 9090, 65535};

    private final Random random;
    private final List<IpFamily> families;
    private int podCount;

    RandomCluster(Random random) {
        this.random = random;
        int kind = random.nextInt(10);
        this.families =
                kind == 0 ? List.of(IpFamily.V4) : kind == 1 ? List.of(IpFamily.V6) : List.of(IpFamily.V4, IpFamily.V6);
    }

    ClusterObjects cluster() {
        ClusterObjects out = new ClusterObjects();
        int nodeCount = 1 + random.nextInt(3);
        for (int i = 1; i <= nodeCount; i++) {
            out.add(node(i));
        }
        for (String namespace : NAMESPACES) {
            out.add(namespace(namespace));
        }
        int pods = 4 + random.nextInt(9);
        for (int i = 0; i < pods; i++) {
            out.add(pod(out));
        }
        int policies = 1 + random.nextInt(6);
        for (int i = 0; i < policies; i++) {
            out.add(policy("p" + i, pick(NAMESPACES)));
        }
        return out;
    }

    private Node node(int number) {
        List<Cidr> cidrs = families.stream().map(f -> podCidr(f, number)).toList();
        List<IpAddress> ips = families.stream()
                .map(f -> IpAddress.parse((f == IpFamily.V4 ? "192.168.7." : "fd00:192:7::") + number))
                .toList();
        return Node.of(Meta.of("", "n" + number)).withPodCidrs(cidrs).withInternalIps(ips);
    }

    private static Cidr podCidr(IpFamily family, int node) {
        return Cidr.parse(family == IpFamily.V4 ? "10.10." + node + ".0/24" : "fd00:10:" + node + "::/64");
    }

    Namespace namespace(String name) {
        Map<String, String> labels = new HashMap<>(labels("team", "blue", "red"));
        labels.putAll(labels("env", "prod", "dev"));
        labels.put("kubernetes.io/metadata.name", name);
        return new Namespace(Meta.of("", name).withLabels(labels));
    }

    private Map<String, String> labels(String key, String... values) {
        return oneIn(4) ? Map.of() : Map.of(key, pick(values));
    }

    Map<String, String> podLabels() {
        Map<String, String> out = new HashMap<>(labels("app", "web", "db", "cache"));
        out.putAll(labels("tier", "front", "back"));
        return out;
    }

    /// A new Pod, on one of the Nodes.
    Pod pod(ClusterObjects cluster) {
        int number = ++podCount;
        int nodeNumber = 1 + random.nextInt(cluster.nodes.size());
        boolean hostNetwork = oneIn(10);
        List<IpAddress> ips = hostNetwork ? List.of() : addressesAgain(cluster, "n" + nodeNumber);
        if (ips.isEmpty()) {
            ips = new ArrayList<>();
            for (IpFamily family : families) {
                ips.add(
                        hostNetwork
                                ? cluster.node("n" + nodeNumber).address(family).orElseThrow()
                                : podCidr(family, nodeNumber).host(10 + number));
            }
            if (ips.size() == 2 && oneIn(8)) {
                ips.remove(random.nextInt(2));
            }
        }
        List<Pod.ContainerPort> ports = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            ports.add(new Pod.ContainerPort(pick(PORT_NAMES), pickPort(), pick(PROTOCOLS), 0));
        }
        return Pod.of(Meta.of(pick(NAMESPACES), "pod" + number).withLabels(podLabels()))
                .withSpec(new Pod.Spec("n" + nodeNumber, hostNetwork, "default", ports))
                .withStatus(new Pod.Status(phase(), ips));
    }

    /// One that has ended keeps its addresses in the API, and no traffic is its own any more.
    private Pod.Phase phase() {
        return oneIn(6) ? pick(List.of(Pod.Phase.SUCCEEDED, Pod.Phase.FAILED)) : Pod.Phase.RUNNING;
    }

    /// The addresses of a Pod of that Node that has ended, when nobody has them by now.
    private List<IpAddress> addressesAgain(ClusterObjects cluster, String node) {
        return cluster.pods.values().stream()
                .filter(ended -> ended.phase().ended()
                        && !ended.hostNetwork()
                        && ended.nodeName().equals(node))
                .map(Pod::ips)
                .filter(ips -> cluster.pods.values().stream()
                        .noneMatch(p -> !p.phase().ended() && p.ips().stream().anyMatch(ips::contains)))
                .findFirst()
                .orElse(List.of());
    }

    NetworkPolicy policy(String name, String namespace) {
        int types = random.nextInt(4);
        return new NetworkPolicy(
                Meta.of(namespace, name).withUid("uid-" + namespace + "-" + name),
                podSelector(),
                types != 1,
                types != 2,
                oneIn(4) ? List.of() : list(3, this::rule),
                oneIn(4) ? List.of() : list(3, this::rule));
    }

    private NetworkPolicy.Rule rule() {
        return new NetworkPolicy.Rule(list(4, this::port), list(4, this::peer));
    }

    /// Up to `limit - 1` elements.
    private <T> List<T> list(int limit, Supplier<T> element) {
        List<T> out = new ArrayList<>();
        for (int i = random.nextInt(limit); i > 0; i--) {
            out.add(element.get());
        }
        return out;
    }

    private NetworkPolicy.Port port() {
        Protocol protocol = pick(PROTOCOLS);
        return switch (random.nextInt(6)) {
            case 0 -> new NetworkPolicy.Port(protocol, Optional.empty(), Optional.empty());
            case 1, 2 ->
                new NetworkPolicy.Port(protocol, Optional.of(IntOrString.of(pick(PORT_NAMES))), Optional.empty());
            case 3 -> {
                int first = pickPort();
                int last = Math.min(65535, first + random.nextInt(oneIn(3) ? 60000 : 10));
                yield new NetworkPolicy.Port(protocol, Optional.of(IntOrString.of(first)), Optional.of(last));
            }
            default -> NetworkPolicy.Port.of(protocol, pickPort());
        };
    }

    private NetworkPolicy.Peer peer() {
        return switch (random.nextInt(4)) {
            case 0 -> ipBlock();
            case 1 -> new NetworkPolicy.WorkloadPeer(Optional.of(podSelector()), Optional.empty());
            case 2 -> new NetworkPolicy.WorkloadPeer(Optional.empty(), Optional.of(namespaceSelector()));
            default -> new NetworkPolicy.WorkloadPeer(Optional.of(podSelector()), Optional.of(namespaceSelector()));
        };
    }

    private NetworkPolicy.IpBlock ipBlock() {
        IpFamily family = pick(IpFamily.values());
        AddressWithPrefix cidr = block(family, 0);
        List<AddressWithPrefix> except = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            AddressWithPrefix inner = block(family, cidr.prefixLength() + 1);
            if (cidr.network().contains(inner.network()) && inner.prefixLength() > cidr.prefixLength()) {
                except.add(inner);
            }
        }
        return new NetworkPolicy.IpBlock(cidr, except);
    }

    /// A prefix of some address that packets have, at least that long. The bits behind it are left as they are.
    private AddressWithPrefix block(IpFamily family, int least) {
        IpAddress address = oneIn(3)
                ? outside(family)
                : podCidr(family, 1 + random.nextInt(3)).host(11 + random.nextInt(12));
        int bits = family.bits();
        int length = least >= bits ? bits : least + random.nextInt(bits - least + 1);
        if (oneIn(3)) {
            length = Math.min(bits, Math.max(least, bits - random.nextInt(6)));
        }
        return new AddressWithPrefix(address, length);
    }

    static IpAddress outside(IpFamily family) {
        return IpAddress.parse(family == IpFamily.V4 ? "203.0.113.9" : "2001:db8::9");
    }

    /// A label key and the values it takes.
    private record Word(String key, List<String> values) {}

    private LabelSelector podSelector() {
        return selector(new Word("app", List.of("web", "db", "cache")), new Word("tier", List.of("front", "back")));
    }

    private LabelSelector namespaceSelector() {
        return selector(
                new Word("team", List.of("blue", "red")),
                new Word("env", List.of("prod", "dev")),
                new Word("kubernetes.io/metadata.name", List.of(NAMESPACES)));
    }

    private LabelSelector selector(Word... words) {
        if (oneIn(4)) {
            return LabelSelector.ALL;
        }
        Map<String, String> labels = new HashMap<>();
        if (oneIn(2)) {
            Word word = pick(words);
            labels.put(word.key(), pick(word.values()));
        }
        List<Requirement> expressions = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Word word = pick(words);
            Operator operator =
                    pick(new Operator[] {Operator.IN, Operator.NOT_IN, Operator.EXISTS, Operator.DOES_NOT_EXIST});
            List<String> values = new ArrayList<>();
            if (operator == Operator.IN || operator == Operator.NOT_IN) {
                values.add(pick(word.values()));
                values.addAll(oneIn(2) ? List.of(pick(word.values())) : List.of());
            }
            expressions.add(new Requirement(
                    word.key(), operator, values.stream().distinct().toList()));
        }
        return new LabelSelector(labels, expressions);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    String pickNamespace() {
        return pick(NAMESPACES);
    }

    private int pickPort() {
        return PORTS[random.nextInt(PORTS.length)];
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> T pick(T[] of) {
        return of[random.nextInt(of.length)];
    }
}
