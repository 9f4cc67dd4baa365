"""service-switch, services-1000: from the request to the wire, and how long an old endpoint still answers."""
import contextlib
import time

from . import common
from .common import NODES, PORT, Failed, Probing, api, emit, progress, serving, settled, space, spread, start, until
from .process import sizes

CLUSTER_PORT = 80


def service(name, ports=("TCP", "UDP")):
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
            "spec": {"ports": [{"name": p.lower(), "protocol": p, "port": CLUSTER_PORT} for p in ports]}}


def slice_of(name, endpoints, ports=("TCP", "UDP")):
    """Endpoints of a Service without a selector: we decide where it leads, with one request."""
    return {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": f"IPv{common.V}",
            "metadata": {"name": name, "labels": {"kubernetes.io/service-name": name}},
            "ports": [{"name": p.lower(), "protocol": p, "port": PORT} for p in ports], "endpoints": endpoints}


def endpoint(ip, node):
    return {"addresses": [ip], "nodeName": node, "conditions": {"ready": True}}


def slices(space_name):
    return f"/apis/discovery.k8s.io/v1/namespaces/{space_name}/endpointslices"


def made(name, service_name, endpoints, ports=("TCP", "UDP")):
    """Creates a Service that leads to the endpoints; its address."""
    answer = api.call("POST", f"/api/v1/namespaces/{name}/services", service(service_name, ports))
    api.call("POST", slices(name), slice_of(service_name, endpoints, ports))
    return answer["spec"]["clusterIP"]


def judged(records, switches):
    """By switch: ms from the request to the first probe that the new endpoint answered, to the last that the old one did; unanswered ones."""
    first, last, lost = [], [], 0
    ends = [begun for begun, _ in switches[1:]] + [records[-1][1] + 1]
    for (begun, to), end in zip(switches, ends):
        window = [(sent, outcome, name) for _, sent, _, outcome, name in records if begun <= sent < end]
        new = [sent for sent, _, name in window if name == to]
        old = [sent for sent, outcome, name in window if outcome == "open" and name != to]
        if not new:
            raise Failed("the new endpoint never answered")
        first.append((new[0] - begun) / 1e6)
        last.append((old[-1] - begun) / 1e6 if old else 0.0)
        lost += sum(outcome != "open" for _, outcome, _ in window)
    return first, last, lost


def switch():
    node = NODES[0]
    with space("bench-switch") as name, contextlib.ExitStack() as stack:
        client, *servers = start(name, ("client", node, {}), ("left", node, {}), ("right", node, {}))
        for pod in servers:
            stack.enter_context(serving(pod.net, pod.name, ("tcp", PORT), ("udp", PORT)))
        ip = made(name, "switched", [endpoint(servers[0].ip, node)])
        kinds = {kind: stack.enter_context(Probing(client.net, kind, ip, CLUSTER_PORT)) for kind in ("tcp", "udp")}
        progress(f"{common.ROUNDS} switches")
        switches = []
        for i in range(common.ROUNDS):
            to, old = servers[(i + 1) % 2], servers[i % 2]
            begun = time.monotonic_ns()
            api.merge(f"{slices(name)}/switched", {"endpoints": [endpoint(to.ip, node)]})
            switches.append((begun, to.name))
            until(20, "the new endpoint", lambda: all(p.opened_since(begun, to.name) for p in kinds.values()))
            until(20, "the old endpoint's last answer",
                  lambda: not any(p.opened_since(time.monotonic_ns() - common.SECOND // 2, old.name) for p in kinds.values()))
            time.sleep(0.2 + 0.003 * (i % 5))
        for kind, probing in kinds.items():
            first, last, lost = judged(probing.end(), switches)
            emit("service-switch", "PATCH of the EndpointSlice to sending of the first probe that the new endpoint answers, and of the last that "
                 "the old one does; probes through the ClusterIP 5 ms apart, fresh source ports", protocol=kind,
                 newMillis=spread(first), oldMillis=spread(last), unanswered=lost, probesMissed=probing.missed)


def thousand():
    node = NODES[0]
    with space("bench-services") as name:
        one, two = start(name, ("one", node, {}), ("two", node, {}))
        before = settled(node)[1]
        progress("creating 1000 Services with 2 endpoints")
        begun = time.monotonic()
        for i in range(1000):
            made(name, f"s{i}", [endpoint(one.ip, node), endpoint(two.ip, node)], ("TCP",))
        requested = time.monotonic()
        changed, count = settled(node, other_than=before)
        emit("services-1000", "1,000 Services x 2 endpoints written by one client, to the last change of the number of flows (seen every 50 ms)",
             requestSeconds=round(requested - begun, 2), totalSeconds=round(max(changed, requested) - begun, 2), flowsAdded=count - before,
             agent={"node": node, **sizes(common.cluster.agent_process(node))})
        progress("deleting them")

