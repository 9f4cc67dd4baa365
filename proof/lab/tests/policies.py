"""NetworkPolicies, each applied alone to seven Pods in three namespaces, and every connection compared with a naive reading of the API."""
import os
import sys
import time

import cluster
from checks import check, equal, expect, finish, say, wait
from cluster import NODES, V, api, manifest, start
from traffic import Server, dial, fate, matrix

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

with check("policies: a Pod born under a policy obeys it with its first packet"):
    api.apply(policy("nobody", "pz", ingress=[]))
    agrees([policy("nobody", "pz", ingress=[])])
    reached = []
    for i in range(3):
        api.apply(manifest(f"born{i}", "pz", NODES[i % 2], {"app": "born"}, container={"args": ["netexec", "--http-port=8080"]}))
    for i in range(3):
        pod = cluster.running(f"born{i}", "pz")
        for _ in range(5):
            if fate(PX_A.net, pod.ip, 8080, 0.3) == "open":
                reached.append(pod.name)
    equal(reached, [], "Pods that were reached")
    api.delete("/apis/networking.k8s.io/v1/namespaces/pz/networkpolicies/nobody")

cluster.drop_namespaces(*SPACES)
finish()
