"""NetworkPolicies, each applied alone to seven Pods in three namespaces, and every connection compared with a naive reading of the API."""
import os
import socket
import sys
import threading
import time

import cluster
from checks import check, equal, expect, finish, say, wait
from cluster import NODES, V, api, manifest, start
from netns import inside
from traffic import Server, dial, family, fate, matrix

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../demo"))
import reading  # noqa: E402

SPACES = {"px": {"team": "red"}, "py": {"team": "blue", "stage": "test"}, "pz": {}}
TCP, UDP = (8080, 8081), 8053

WIDTH = 32 if V == 4 else 128


def cast():
    """a and b in each namespace; the port "web" is 8080 of an a and 8081 of a b."""
    out = []
    for i, space in enumerate(SPACES):
        out.append(manifest("a", space, NODES[i % 2], {"app": "a", "tier": "front"}, [("web", 8080), ("ask-udp", UDP)]))
        out.append(manifest("b", space, NODES[(i + 1) % 2], {"app": "b", "tier": "back"}, [("web", 8081)]))
    out.append(manifest("c", "px", NODES[0], {"app": "c"}))
    return out


say("policies: starting 7 Pods in 3 namespaces")
for name, labels in SPACES.items():
    cluster.namespace(name, **labels)
PODS = start(*cast())
server = Server()
for p in PODS:
    server.listen(p.net, f"{p.namespace}/{p.name}", tcp=TCP, udp=[UDP])
server.listen(cluster.OUTSIDE, "outside", tcp=[18080])
NAMESPACES = {n["metadata"]["name"]: n["metadata"].get("labels", {}) for n in api.items("/api/v1/namespaces")}
READ = {id(p): {"name": p.name, "namespace": p.namespace, "labels": p.labels, "ports": p.ports, "ip": p.of(V)} for p in PODS}
OUTSIDE = {"name": "outside", "namespace": "", "labels": {}, "ports": {}, "ip": cluster.outside_ip(V)}


def questions():
    """{(source, destination, protocol, port): how to ask}, and what each means to the reading."""
    asked, meaning = {}, {}
    for s in PODS:
        for d in PODS:
            if s is d:
                continue
            for protocol, number in [("TCP", n) for n in TCP] + [("UDP", UDP)]:
                key = (f"{s.namespace}/{s.name}", f"{d.namespace}/{d.name}", protocol, number)
                asked[key] = (s.net, protocol, d.of(V), number)
                meaning[key] = (READ[id(s)], READ[id(d)])
        key = (f"{s.namespace}/{s.name}", "outside", "TCP", 18080)
        asked[key] = (s.net, "TCP", OUTSIDE["ip"], 18080)
        meaning[key] = (READ[id(s)], OUTSIDE)
    return asked, meaning


ASKED, MEANING = questions()


def agrees(policies, seconds=45):
    """Asks until all answers are as the reading says; what was allowed for a moment too long is asked again."""
    desired = {k for k, (s, d) in MEANING.items() if reading.allowed(policies, s, d, k[2], k[3], NAMESPACES)}
    limit = time.monotonic() + seconds
    patience = 1.0
    while True:
        actual = matrix(ASKED, patience)
        if actual == desired:
            return len(desired)
        if time.monotonic() > limit:
            more, less = sorted(actual - desired), sorted(desired - actual)
            raise cluster.Failed(f"{len(more)} reached that must not be, {more[:3]}; {len(less)} not reached that must be, {less[:3]}")
        patience = min(4.0, patience * 1.5)  # a loaded machine may take longer to answer


def policy(name, space, selector=None, ingress=None, egress=None, types=None):
    spec = {"podSelector": selector or {}, "policyTypes": types or [t for t, r in (("Ingress", ingress), ("Egress", egress)) if r is not None]}
    if ingress is not None:
        spec["ingress"] = ingress
    if egress is not None:
        spec["egress"] = egress
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name, "namespace": space}, "spec": spec}


def app(name):
    return {"matchLabels": {"app": name}}


def tcp(number, **more):
    return {"protocol": "TCP", "port": number, **more}


PX_A = next(p for p in PODS if (p.namespace, p.name) == ("px", "a"))
PY_A = next(p for p in PODS if (p.namespace, p.name) == ("py", "a"))
PY_B = next(p for p in PODS if (p.namespace, p.name) == ("py", "b"))
EVERYTHING = "0.0.0.0/0" if V == 4 else "::/0"
CASES = [
    ("nobody comes in", policy("p", "px", ingress=[])),
    ("nobody goes out", policy("p", "px", egress=[])),
    ("nobody comes in or goes out", policy("p", "px", ingress=[], egress=[])),
    ("everybody comes in", policy("p", "px", ingress=[{}])),
    ("some Pods of the own namespace", policy("p", "px", app("a"), [{"from": [{"podSelector": app("b")}]}])),
    ("a namespace by its labels", policy("p", "px", ingress=[{"from": [{"namespaceSelector": {"matchLabels": {"team": "blue"}}}]}])),
    ("some Pods of a namespace", policy("p", "px", ingress=[{"from": [{"namespaceSelector": {"matchLabels": {"team": "blue"}}, "podSelector": app("a")}]}])),
    ("a namespace, or some Pods of the own one", policy("p", "px", app("a"), [{"from": [
        {"namespaceSelector": {"matchLabels": {"team": "blue"}}}, {"podSelector": app("c")}]}])),
    ("matchExpressions In, NotIn, Exists, DoesNotExist", policy("p", "px", {"matchExpressions": [{"key": "tier", "operator": "Exists"}]}, [{"from": [
        {"namespaceSelector": {"matchExpressions": [{"key": "team", "operator": "DoesNotExist"}]}, "podSelector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["a", "z"]}]}},
        {"namespaceSelector": {"matchExpressions": [{"key": "stage", "operator": "Exists"}]}, "podSelector": {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["a"]}]}}]}])),
    ("ipBlock with an exception, ingress", policy("p", "px", ingress=[{"from": [{"ipBlock": {"cidr": EVERYTHING, "except": [f"{PY_A.of(V)}/{WIDTH}"]}}]}])),
    ("ipBlock of one address, egress", policy("p", "px", egress=[{"to": [{"ipBlock": {"cidr": f"{cluster.outside_ip(V)}/{WIDTH}"}}]}])),
    ("ipBlock with exceptions, egress", policy("p", "px", egress=[{"to": [{"ipBlock": {"cidr": EVERYTHING, "except": [f"{cluster.outside_ip(V)}/{WIDTH}", f"{PY_B.of(V)}/{WIDTH}"]}}]}])),
    ("one port", policy("p", "px", ingress=[{"ports": [tcp(8080)]}])),
    ("a range of ports", policy("p", "px", ingress=[{"ports": [tcp(8000, endPort=8080)]}])),
    ("a port name that is another number in each Pod", policy("p", "px", ingress=[{"ports": [tcp("web")]}])),
    ("UDP only", policy("p", "px", ingress=[{"ports": [{"protocol": "UDP", "port": UDP}]}])),
    ("all of a protocol", policy("p", "px", ingress=[{"ports": [{"protocol": "TCP"}]}])),
    ("egress to a port name of other Pods", policy("p", "px", egress=[{"to": [{"namespaceSelector": {}}], "ports": [tcp("web")]}])),
    ("egress to Pods at ports", policy("p", "px", app("a"), egress=[{"to": [{"namespaceSelector": {"matchLabels": {"team": "blue"}}}], "ports": [tcp(8081), {"protocol": "UDP", "port": UDP}]}])),
    ("two rules, two ways", policy("p", "px", app("a"), [{"from": [{"podSelector": app("b")}], "ports": [tcp(8080)]}, {"from": [{"namespaceSelector": {}, "podSelector": app("a")}], "ports": [tcp(8081)]}],
                                   [{"to": [{"podSelector": app("b")}]}])),
]

with check("policies: without one, everybody reaches everybody"):
    agrees([], 60)
before = {n: cluster.flows(n) for n in NODES[:2]}

for title, p in CASES:
    with check(f"policies: {title}"):
        api.apply(p)
        try:
            agrees([p])
        finally:
            api.delete("/apis/networking.k8s.io/v1/namespaces/px/networkpolicies/p")

UNION = [policy("none", "px", ingress=[], egress=[]), policy("in", "px", app("a"), [{"from": [{"namespaceSelector": {}, "podSelector": app("b")}], "ports": [tcp(8080)]}]),
         policy("out", "px", app("c"), egress=[{"to": [{"podSelector": app("a")}]}]), policy("other", "py", app("b"), [{"from": [{"namespaceSelector": {"matchLabels": {"team": "red"}}}]}])]
with check("policies: several together allow what any of them allows"):
    api.apply(*UNION)
    agrees(UNION)

with check("policies: a changed policy, a changed Pod label, a changed namespace label"):
    UNION[1] = policy("in", "px", app("a"), [{"from": [{"namespaceSelector": {"matchLabels": {"stage": "test"}}}], "ports": [tcp(8081)]}])
    api.apply(UNION[1])
    agrees(UNION)
    api.merge("/api/v1/namespaces/px/pods/b", {"metadata": {"labels": {"app": "a"}}})
    px_b = next(p for p in PODS if (p.namespace, p.name) == ("px", "b"))
    READ[id(px_b)]["labels"] = {**px_b.labels, "app": "a"}
    agrees(UNION)
    api.merge("/api/v1/namespaces/pz", {"metadata": {"labels": {"stage": "test"}}})
    NAMESPACES["pz"] = {**NAMESPACES["pz"], "stage": "test"}
    agrees(UNION)

with check("policies: when they are gone, so are their flows, and everybody reaches everybody"):
    for u in UNION:
        api.delete(f"/apis/networking.k8s.io/v1/namespaces/{u['metadata']['namespace']}/networkpolicies/{u['metadata']['name']}")
    agrees([])
    for n in NODES[:2]:
        wait(30, f"the flows of {n} to be as before", lambda: cluster.flows(n) == before[n], every=1)

with check("policies: an established connection stays when its permission goes, a new one is not made"):
    allow = policy("est", "px", app("a"), [{"from": [{"namespaceSelector": {}, "podSelector": app("b")}]}])
    api.apply(allow)
    agrees([allow])
    with dial(PY_B.net, PX_A.of(V), 8080) as s:
        s.settimeout(10)
        expect(s.recv(100), "no greeting")
        deny = policy("est", "px", app("a"), [])
        api.apply(deny)
        agrees([deny])
        for _ in range(5):
            s.sendall(b"still here")
            equal(s.recv(100), b"still here", "echo")
    api.delete("/apis/networking.k8s.io/v1/namespaces/px/networkpolicies/est")

with check("policies: kubelet's probes pass although nobody may come in"):
    nobody = policy("nobody", "pz", ingress=[])
    api.apply(nobody)
    agrees([nobody])
    probed = manifest("probed", "pz", "node2", {"app": "probed"}, container={
        "args": ["netexec", "--http-port=8080"], "readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 1, "failureThreshold": 1},
        "livenessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 1, "failureThreshold": 2}})
    pod, = start(probed)
    expect(fate(PX_A.net, pod.ip, 8080, 1.5) == "silent", "another Pod reaches it")
    time.sleep(5)  # five more probes
    status = api.get("/api/v1/namespaces/pz/pods/probed")["status"]["containerStatuses"][0]
    equal((status["ready"], status["restartCount"]), (True, 0), "ready and restarts")
    cluster.remove("pz", "probed")
    api.delete("/apis/networking.k8s.io/v1/namespaces/pz/networkpolicies/nobody")


class Ear:
    """When the first TCP packet of each kind came in at a Pod: {(sender, its port, our port): moment}, with 0 for a port that is not one of TCP."""

    def __init__(self, pod):
        with inside(pod.net):
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800 if V == 4 else 0x86DD))
            self.socket.bind(("eth0", 0x0800 if V == 4 else 0x86DD))
        self.socket.settimeout(0.2)
        self.heard, self.ended = {}, False
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        while not self.ended:
            try:
                packet, (_, _, kind, _, _) = self.socket.recvfrom(200)
            except TimeoutError:
                continue
            head, protocol, source = (4 * (packet[0] & 15), packet[9], packet[12:16]) if V == 4 else (40, packet[6], packet[8:24])
            if protocol != socket.IPPROTO_TCP or kind == socket.PACKET_OUTGOING:
                continue
            sender = socket.inet_ntop(socket.AF_INET if V == 4 else socket.AF_INET6, source)
            ports = [int.from_bytes(packet[at:at + 2]) for at in (head, head + 2)]
            self.heard.setdefault((sender, *(p if p in TCP else 0 for p in ports)), time.monotonic())

    def end(self):
        self.ended = True
        self.thread.join()
        self.socket.close()
        return self.heard


class Knocking:
    """Connects to both ports of every address that the Nodes give to new Pods, again and again, from the moment when the address is written
    down: before it is at an interface."""

    def __init__(self, pod):
        self.pod, self.since, self.known = pod, {}, set(given_addresses())
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._knock, daemon=True)
        self.thread.start()

    def _knock(self):
        sockets = []
        while not self.ended.wait(0.02):
            for address in given_addresses():
                if address not in self.known:
                    self.since.setdefault(address, time.monotonic())
            with inside(self.pod.net):
                made = [(socket.socket(family(address), socket.SOCK_STREAM), address, port) for address in self.since for port in TCP]
            for s, address, port in made:
                s.setblocking(False)
                s.connect_ex((address, port))
            sockets.append([s for s, _, _ in made])
            if len(sockets) > 20:
                close_all(sockets.pop(0))
        for kept in sockets:
            close_all(kept)

    def end(self):
        self.ended.set()
        self.thread.join()
        return self.since


def given_addresses():
    """All addresses of Pods, as the Nodes have written them down."""
    found = []
    for n in NODES[:2]:
        with open(f"{cluster.STATE}/nodes/{n}/pid", encoding="utf-8") as f:
            found += os.listdir(f"/proc/{f.read().strip()}/root/run/antrea/cni/networks/antrea")
    return [a for a in found if (":" in a) == (V == 6) and not a.startswith("l")]


def close_all(sockets):
    for s in sockets:
        s.close()


ROUNDS = 8


def asking(name, node, label):
    """A Pod whose first instruction is a connection to the port that "born" must not reach; then it asks at both ports and tells each answer."""
    to, patience = PX_A.of(V), {8080: "300ms" if label == "born" else "5s", 8081: "5s"}
    host = f"[{to}]" if V == 6 else to
    asks = "; ".join(f"/agnhost connect {host}:{n} --timeout={patience[n]} >/dev/null 2>&1 && echo {n} open || echo {n} closed" for n in TCP)
    script = f"(exec 3<>/dev/tcp/{to}/8080) 2>/dev/null & for i in {{1..{ROUNDS}}}; do {asks}; done; echo asked; exec /agnhost pause"
    return manifest(name, "pz", node, {"app": label}, container={"command": ["bash", "-c", script]})


with check("policies: Pods born under a policy that selects nobody else obey it with their first packet, in and out"):
    some = [{"namespaceSelector": {"matchLabels": {"team": "red"}}, "podSelector": app("a")}]
    api.apply(policy("born", "pz", app("born"), [{"from": some, "ports": [tcp(8081)]}], [{"to": some, "ports": [tcp(8081)]}]))
    wait(30, "the controller to have it", lambda: [p for p in api.items("/apis/controlplane.antrea.io/v1beta2/networkpolicies") if p["sourceRef"]["name"] == "born"])
    ear, knocking = Ear(PX_A), Knocking(PX_A)
    names = [(f"{label}{i}", NODES[i % 2], label) for label, count in (("born", 4), ("free", 2)) for i in range(count)]
    try:
        pods = start(*[asking(*n) for n in names])
        for p in pods:
            wait(90, f"{p.name} to have asked", lambda: "asked" in api.get(f"/api/v1/namespaces/pz/pods/{p.name}/log"), every=1)
    finally:
        since, heard = knocking.end(), ear.end()
    for p in pods:
        told = [line for line in api.get(f"/api/v1/namespaces/pz/pods/{p.name}/log").splitlines() if line.endswith(("open", "closed"))]
        free = p.labels["app"] == "free"
        equal(told, [f"8080 {'open' if free else 'closed'}", "8081 open"] * ROUNDS, f"answers that {p.name} had")
        # its connections to us, and its answers to ours: a closed port's refusal too tells that we got in
        came = {key[1:]: when for key, when in heard.items() if key[0] == p.of(V)}
        equal(sorted(came), sorted([(0, 8081), (8081, 0)] + ([(0, 8080), (8080, 0)] if free else [])), f"ports, its and ours, of what came from {p.name}")
        expect(p.of(V) in since and since[p.of(V)] < min(came.values()), f"nobody knocked at {p.name} before it sent")
    cluster.remove("pz", *[n[0] for n in names])
    api.delete("/apis/networking.k8s.io/v1/namespaces/pz/networkpolicies/born")

cluster.drop_namespaces(*SPACES)
finish()
