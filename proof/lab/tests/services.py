"""Services without kube-proxy: from Pods, from Nodes and from Pods on the host network; endpoints that come and go."""
import collections
import functools
import itertools
import threading
import time

import cluster
from checks import alike, check, equal, expect, finish, say, wait
from cluster import FAMILIES, NODES, V, api, manifest, node_namespace, run, start
from traffic import Server, answer_to, datagrams, fate, greet, greet_udp

SPACE = "services"
say("services: starting 5 Pods")
cluster.nobody_leaves()
cluster.namespace(SPACE)
WEB = {"app": "web"}
PORTS = [("web", 8080), ("more", 8081), ("web-udp", 8082)]
one, two, client, other, host = start(
    manifest("one", SPACE, "node1", WEB, PORTS), manifest("two", SPACE, "node2", WEB, [("web", 8090), ("more", 8081), ("web-udp", 8082)]),
    manifest("client", SPACE, "node1"), manifest("other", SPACE, "node2"), manifest("host", SPACE, "node1", hostNetwork=True))
server = Server()
server.listen(one.net, "one", tcp=[8080, 8081], udp=[8082])
server.listen(two.net, "two", tcp=[8090, 8081], udp=[8082])
BOTH = {"one", "two"}


def service(name, ports, selector=None, **spec):
    """Creates it, waits for its addresses; {family: address}."""
    spec.setdefault("ipFamilyPolicy", "PreferDualStack")
    api.apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": SPACE},
               "spec": {"selector": selector or WEB, "ports": ports, **spec}})
    found = api.get(f"/api/v1/namespaces/{SPACE}/services/{name}")["spec"]["clusterIPs"]
    return {6 if ":" in ip else 4: ip for ip in found}


def port(number, target, name="", protocol="TCP"):
    return {"name": name or f"p{number}", "port": number, "targetPort": target, "protocol": protocol}


def servers_of(ask, times=24):
    return {ask()[0] for _ in range(times)}


def serves(ask, wanted, seconds=20):
    """Until exactly the wanted servers have answered, and each of them."""
    wait(seconds, f"answers of {sorted(wanted)}", lambda: servers_of(ask) == wanted)


DATAGRAM_SERVICES = []  # each one's addresses


def datagrams_to(i, v):
    """A Service over UDP, one of as many as are asked for: where to send."""
    while i >= len(DATAGRAM_SERVICES):
        DATAGRAM_SERVICES.append(service(f"datagrams{len(DATAGRAM_SERVICES)}", [port(53, "web-udp", protocol="UDP")]))
    return DATAGRAM_SERVICES[i][v], 53


def datagram_server(net, i, v):
    return wait(20, f"an answer of datagrams{i}", lambda: greet_udp(net, *datagrams_to(i, v)))[0]


def spreads(net, v):
    """Over UDP every endpoint answers, and nobody else. Userspace OVS chooses by the addresses of UDP and leaves out its ports, so one client
    stays with one endpoint of a Service: another flow is that to another Service. Each chooses anew between two endpoints; that the one or
    the other is chosen by none of 32 happens once in two thousand million."""
    seen = set()
    for i in range(32):
        seen.add(datagram_server(net, i, v))
        expect(seen <= BOTH, f"{seen - BOTH} answers")
        if seen == BOTH:
            return
    raise cluster.Failed(f"of 32 Services each is answered by {seen}")


web = service("web", [port(80, "web"), port(81, 8081), port(53, "web-udp", protocol="UDP"), port(132, 9000, protocol="SCTP")])
for v in FAMILIES:
    ip = web[v]
    for where, net in (("a Pod of node1", client.net), ("a Pod of node2", other.net)):
        with check(f"services: IPv{v} TCP from {where} reaches every endpoint by its own named port"):
            serves(lambda: greet(net, ip, 80), BOTH)
        with check(f"services: IPv{v} a second port by number from {where}"):
            serves(lambda: greet(net, ip, 81), BOTH)
        with check(f"services: IPv{v} UDP from {where} is answered, and over several Services by every endpoint"):
            wait(20, f"an answer of {sorted(BOTH)}", lambda: servers_of(lambda: greet_udp(net, ip, 53), 8) <= BOTH)
            spreads(net, v)
    with check(f"services: IPv{v} the endpoint sees the client's own address"):
        equal({greet(client.net, ip, 80)[1] for _ in range(8)}, {client.of(v)}, "sources")
    with check(f"services: IPv{v} a Pod reaches itself through its Service (hairpin)"):
        def hairpin():
            return {greet(one.net, ip, 80) for _ in range(24)}
        found = hairpin()
        equal({name for name, _ in found}, BOTH, "servers")
        expect(("one", cluster.gateway_ip("node1", v)) in found, f"its own answer does not come over the gateway: {found}")
    for where, net in (("the Node", node_namespace("node1")), ("a Node without an endpoint's port open", node_namespace("node2")), ("a Pod on the host network", host.net)):
        with check(f"services: IPv{v} TCP and UDP from {where}"):
            serves(lambda: greet(net, ip, 80), BOTH)
            spreads(net, v)

with check("services: SCTP has its flows (this kernel has no SCTP sockets)"):
    for node in NODES[:2]:
        wait(20, "flows", lambda: [f for f in cluster.flows(node) if "sctp" in f and "table=ServiceLB" in f and "tp_dst=132" in f])
        wait(20, "an endpoint's flow", lambda: [f for f in cluster.flows(node) if "sctp" in f and "table=EndpointDNAT" in f])

with check("services: an unknown port of a Service is not served"):
    expect(fate(client.net, web[V], 82, 2) != "open", "it is open")

with check("services: session affinity keeps a client at one endpoint"):
    sticky = service("sticky", [port(80, 8081)], sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 30}})
    for v in FAMILIES:
        for net in (client.net, other.net):
            # the switch learns the choice, but takes up to a second to forget the way that it has cached for the first packet
            wait(20, "one server for one client", lambda: len(servers_of(lambda: greet(net, sticky[v], 80), 30)) == 1)

with check("services: session affinity does not bind other Services"):
    serves(lambda: greet(client.net, web[V], 80), BOTH)

with check("services: without endpoints a client is refused at once"):
    empty = service("empty", [port(80, 8080)], selector={"app": "nobody"})
    for v in FAMILIES:
        for net in (client.net, other.net):
            def refused():
                started = time.monotonic()
                answer = fate(net, empty[v], 80, 3)
                return answer == "refused" and time.monotonic() - started < 1.5
            wait(20, "a refusal", refused)

with check("services: without endpoints the Node is refused as well"):
    wait(20, "a refusal", lambda: fate(node_namespace("node1"), empty[V], 80, 3) == "refused")

with check("services: internalTrafficPolicy Local stays on the Node"):
    local = service("local", [port(80, 8081)], internalTrafficPolicy="Local")
    for v in FAMILIES:
        serves(lambda: greet(client.net, local[v], 80), {"one"})
        serves(lambda: greet(other.net, local[v], 80), {"two"})
        serves(lambda: greet(node_namespace("node1"), local[v], 80), {"one"})


NEVER_USED = itertools.count(10000)  # ports: the kernel may choose one again, whose connection the switch still knows


def greet_from_new_port(net, address, number):
    with datagrams(net, address, number, next(NEVER_USED)) as s:
        return answer_to(s)


Asked = collections.namedtuple("Asked", "when way server fault")  # when: the moment before the first packet


class Load:
    """Clients on both Nodes that ask a Service all the time, in all families, and remember who answered: by TCP and UDP from a new port each
    time, and by UDP from one port all the time, whose connection the switch knows."""

    def __init__(self, tcp, udp):
        """Both: {family: where}"""
        self.ended, self.asked, ways = threading.Event(), [], {}
        for v in FAMILIES:
            for c in (client, other):
                ways[f"IPv{v} TCP of {c.name}"] = functools.partial(greet, c.net, *tcp[v])
                ways[f"IPv{v} UDP of {c.name}"] = functools.partial(greet_from_new_port, c.net, *udp[v])
                ways[f"IPv{v} UDP of {c.name} from one port"] = functools.partial(answer_to, datagrams(c.net, *udp[v]))
        self.ways, self.staying = set(ways), {w for w in ways if w.endswith(" port")}
        self.threads = [threading.Thread(target=self._run, args=item, daemon=True) for item in ways.items()]

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def _run(self, way, ask):
        while not self.ended.wait(0.01):
            when, server_name, fault = time.monotonic(), "", ""
            try:
                server_name = ask()[0]
            except OSError as e:
                fault = f"{way}: {type(e).__name__} {e}, after {time.monotonic() - when:.1f} s"
            self.asked.append(Asked(when, way, server_name, fault))

    def __exit__(self, *_):
        self.ended.set()
        for t in self.threads:
            t.join()

    def since(self, moment):
        return [a for a in list(self.asked) if a.when > moment]

    def answer(self, servers, since, times=1, over=""):
        """Until each client, or each over some protocol, was answered by one of the servers, as often, since a moment."""
        def answered():
            count = collections.Counter(a.way for a in self.since(since) if a.server in servers)
            return equal({w: count[w] for w in self.ways if over in w and count[w] < times}, {}, "clients with too few answers") is None
        wait(30, f"answers of {sorted(servers)} to each client", answered)

    def faults(self, since=0.0):
        return [a.fault for a in self.since(since) if a.fault]

    def late(self, name, gone):
        """What an endpoint that is no more was asked, and answered, after the moment from which the clients must be elsewhere."""
        its = [a for a in self.asked if a.server == name]
        for what, staying in (("by new connections and datagrams", False), ("by datagrams from one port", True)):
            moments = [a.when - gone.groups for a in its if (a.way in self.staying) == staying]
            say(f"services: {name} was asked {what} last {f'at {max(moments):+.3f} s' if moments else 'never'}, from when no group led to it")
        return [a for a in its if a.when > (gone.connections if a.way in self.staying else gone.groups)]


Gone = collections.namedtuple("Gone", "groups connections")


def left_out(pod):
    """Waits until Kubernetes names a Pod as an endpoint no more, then until no group of a Node leads to it, then until no tracked connection
    over UDP does; the moments from which that is so."""
    wait(60, "the EndpointSlices", lambda: not set(pod.ips) & set(cluster.endpoints(SPACE)))
    named = time.monotonic()
    wait(30, "the groups of both Nodes", lambda: not any(cluster.are_endpoint(n, ip) for n in NODES[:2] for ip in pod.ips), every=0.01)
    groups = time.monotonic()
    wait(30, "the tracked connections of both Nodes", lambda: not any(cluster.translated(n, ip, "udp") for n in NODES[:2] for ip in pod.ips), every=0.01)
    connections = time.monotonic()
    say(f"services: {pod.name} is in no group {groups - named:.3f} s, in no tracked connection over UDP {connections - named:.3f} s after Kubernetes names it no more")
    return Gone(groups, connections)


def asked_by_both(v, name):
    """A Service over UDP whose one endpoint is asked by both clients: where. Of 48 none happens once in a million runs."""
    for i in range(48):
        if {datagram_server(c.net, i, v) for c in (client, other)} == {name}:
            return datagrams_to(i, v)
    raise cluster.Failed(f"of 48 Services none has both clients at {name}")


def relabel(pod, labels):
    api.merge(f"/api/v1/namespaces/{SPACE}/pods/{pod.name}", {"metadata": {"labels": labels}})


say("services: endpoints come and go under load")
start_of_load = time.monotonic()
with Load({v: (web[v], 80) for v in FAMILIES}, {v: asked_by_both(v, "one") for v in FAMILIES}) as load:
    with check("services: an endpoint removed under load: once the groups are without it no new connection or datagram reaches it, and none fails"):
        load.answer({"one"}, start_of_load)
        for ip in one.ips:
            expect(all(cluster.are_endpoint(n, ip) for n in NODES[:2]), f"no group leads to {ip} before")
        relabel(one, {"app": None})
        gone = left_out(one)
        load.answer({"two"}, gone.connections, 50)
        equal(load.late("one", gone), [], "what it answered")
        equal(load.faults(), [], "faults")
    with check("services: endpoints added under load get connections, and none fails"):
        moment = time.monotonic()
        relabel(one, WEB)
        three, = start(manifest("three", SPACE, "node2", WEB, PORTS))
        server.listen(three.net, "three", tcp=[8080, 8081], udp=[8082])
        load.answer({"one"}, moment, over="TCP")
        load.answer({"three"}, moment, over="TCP")
    with check("services: an endpoint's Pod deleted under load: once the groups are without it no new connection fails"):
        api.delete(f"/api/v1/namespaces/{SPACE}/pods/three")
        gone = left_out(three)
        load.answer(BOTH, gone.connections, 50)
        equal(load.late("three", gone), [], "what it answered")
        equal(load.faults(gone.groups), [], "faults")

with check("services: a changed port is served, the old one no more"):
    changing = service("changing", [port(80, 8081)])
    ip = changing[V]
    serves(lambda: greet(client.net, ip, 80), BOTH)
    api.merge(f"/api/v1/namespaces/{SPACE}/services/changing", {"spec": {"ports": [port(90, "web")]}})
    serves(lambda: greet(client.net, ip, 90), BOTH)
    wait(20, "the old port to close", lambda: fate(client.net, ip, 80, 1) != "open")

with check("services: a deleted Service leaves no flow and no group"):
    def held(node):
        # what the switch learned of session affinity it forgets by itself
        return [f for f in cluster.flows(node) if "_timeout=" not in f], cluster.groups(node)
    before = {n: held(n) for n in NODES[:2]}
    gone = service("gone", [port(80, "web"), port(53, "web-udp", protocol="UDP")])
    serves(lambda: greet(client.net, gone[V], 80), BOTH)
    api.delete(f"/api/v1/namespaces/{SPACE}/services/gone")
    for n in NODES[:2]:
        wait(30, f"the flows of {n} to be as before", lambda: alike(held(n), before[n]), every=1)

with check("services: the API server through 10.96.0.1 from Pods and Nodes"):
    for net in (client.net, other.net, node_namespace("node1"), node_namespace("node2")):
        wait(20, "a connection", lambda: fate(net, cluster.api_service_ip(), 443) == "open")

with check("services: DNS over UDP and TCP from a Pod, by kubectl exec"):
    for extra in ("", "+tcp"):
        def resolved():
            out = cluster.kubectl("exec", "-n", SPACE, "client", "--", "sh", "-c",
                                  f"dig +short +time=2 +tries=1 {extra} web.{SPACE}.svc.cluster.local {'A' if V == 4 else 'AAAA'}")
            return out.split() == [web[V]]
        wait(30, f"the address of web {extra}", resolved)

with check("services: DNS from a Node"):
    out = run("node2", "dig", "+short", "+time=3", "+tries=3", f"@{cluster.dns_ip(FAMILIES[0])}", f"web.{SPACE}.svc.cluster.local", 'A' if V == 4 else 'AAAA')
    equal(out.split(), [web[V]], "answer")

cluster.drop_namespaces(SPACE)
finish()
