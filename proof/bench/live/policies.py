"""policy-latency, policy-1000, policy-cidrs: from the request to the wire, and to the last flow."""
import contextlib
import random
import time

from . import common
from .common import NODES, PORT, Failed, Probing, api, emit, progress, serving, settled, space, spread, start, until
from .process import sizes

SEED = 20250101
THOUSANDS = 3
POLICIES = "/apis/networking.k8s.io/v1/namespaces/{}/networkpolicies"


def policy(name, selector, ingress):
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name},
            "spec": {"podSelector": {"matchLabels": selector}, "policyTypes": ["Ingress"], "ingress": ingress}}


def nth(i):
    """One of many: a rule with an address and a port that no other has, for the Pods "busy"."""
    block = f"172.16.{i // 250}.{i % 250 + 1}/32" if common.V == 4 else f"fd00:172:16::{i + 1:x}/128"
    return policy(f"other-{i}", {"app": "busy"}, [{"from": [{"ipBlock": {"cidr": block}}], "ports": [{"protocol": "TCP", "port": 10000 + i}]}])


def create_many(name, count):
    """Creates that many, one request after the other over one connection; (begun, requested) in seconds."""
    path = POLICIES.format(name)
    bodies = [nth(i) for i in range(count)]
    begun = time.monotonic()
    for body in bodies:
        api.call("POST", path, body)
    return begun, time.monotonic()


@contextlib.contextmanager
def many(name, node, count):
    """That many policies for the Pods "busy", in the switch of the Node."""
    if count:
        progress(f"creating {count} policies")
        create_many(name, count)
        settled(node)
    yield
    # what is left goes with the namespace


def changes(probing, path):
    """The policy comes and goes ROUNDS times; (create begun, create answered, delete begun, delete answered) of each."""
    chance = random.Random(SEED)
    progress(f"{common.ROUNDS} times a policy comes and goes, order of waits from seed {SEED}")
    moments = []
    for _ in range(common.ROUNDS):
        time.sleep(chance.uniform(0, 0.01))
        created = time.monotonic_ns()
        api.call("POST", path, policy("deny", {"app": "server"}, []))
        asked = time.monotonic_ns()
        time.sleep(0.3)
        until(20, "a denied probe", lambda: not probing.opened_since(time.monotonic_ns() - common.SECOND // 5))
        time.sleep(chance.uniform(0, 0.01))
        deleted = time.monotonic_ns()
        api.call("DELETE", f"{path}/deny")
        answered = time.monotonic_ns()
        until(20, "traffic again", lambda: probing.opened_since(deleted + common.SECOND // 10))
        time.sleep(0.1)
        moments.append((created, asked, deleted, answered))
    return moments


def judged(records, moments):
    """Latencies in ms of creation and deletion, and how many probes got through behind the first two that were denied."""
    created, deleted, strays = [], [], 0
    ends = [m[0] for m in moments[1:]] + [records[-1][1] + 1]
    for (begun, _, removed, _), end in zip(moments, ends):
        denied = [(sent, outcome != "open") for _, sent, _, outcome, _ in records if begun <= sent < removed]
        first = next((i for i in range(len(denied) - 1) if denied[i][1] and denied[i + 1][1]), None)
        opened = next((sent for _, sent, _, outcome, _ in records if removed <= sent < end and outcome == "open"
                       and (not denied or sent > denied[-1][0])), None)
        if first is None or opened is None:
            raise Failed("a round without two denied probes, or without traffic behind it")
        created.append((denied[first][0] - begun) / 1e6)
        strays += sum(not d for _, d in denied[first:])
        deleted.append((opened - removed) / 1e6)
    return created, deleted, strays


def latency():
    node = NODES[0]
    with space("bench-policies") as name:
        server, client, _ = start(name, ("server", node, {"app": "server"}), ("client", node, {}), ("busy", node, {"app": "busy"}))
        with serving(server.net, "server", ("tcp", PORT)):
            for others in (0, 1000):
                with many(name, node, others), Probing(client.net, "tcp", server.ip) as probing:
                    moments = changes(probing, POLICIES.format(name))
                    records = probing.end()
                created, deleted, strays = judged(records, moments)
                requests = [((m[1] - m[0]) / 1e6, (m[3] - m[2]) / 1e6) for m in moments]
                emit("policy-latency", "POST to sending of the first of two denied TCP probes, 5 ms apart, one Node; DELETE to traffic again",
                     otherPolicies=others, createMillis=spread(created), deleteMillis=spread(deleted), strays=strays,
                     createRequestMillis=spread(r[0] for r in requests), deleteRequestMillis=spread(r[1] for r in requests),
                     probes=len(records), probesMissed=probing.missed)


def thousand_once(name, node):
    """Seconds of the requests and in all to make them, the same to delete them; flows with them, added, left."""
    before = settled(node)[1]
    begun, requested = create_many(name, 1000)
    changed, count = settled(node, other_than=before)
    deleting = time.monotonic()
    api.call("DELETE", POLICIES.format(name), timeout=60)
    gone_requested = time.monotonic()
    gone, left = settled(node, other_than=count)
    return (requested - begun, max(changed, requested) - begun, gone_requested - deleting, max(gone, gone_requested) - deleting,
            count, count - before, left - before)


def thousand():
    node, rounds = NODES[0], []
    with space("bench-thousand") as name:
        start(name, ("busy", node, {"app": "busy"}))
        for number in range(THOUSANDS):
            progress(f"1000 policies come and go, {number + 1} of {THOUSANDS} times")
            rounds.append(thousand_once(name, node))
    request, total, delete_request, delete_total, flows, added, left = zip(*rounds)
    emit("policy-1000", "1,000 policies by one client one after the other, to the last change of the number of flows (seen every 50 ms)",
         requestSeconds=spread(request, 2), totalSeconds=spread(total, 2), flows=max(flows), flowsAdded=max(added),
         deleteRequestSeconds=spread(delete_request, 2), deleteTotalSeconds=spread(delete_total, 2), flowsLeft=max(left))


def cidrs():
    node = NODES[0]
    with space("bench-cidrs") as name:
        start(name, ("busy", node, {"app": "busy"}))
        before = settled(node)[1]
        if common.V == 4:
            blocks = [f"172.{16 + i // 62500}.{i // 250 % 250}.{i % 250 + 1}/32" for i in range(5000)]
        else:
            blocks = [f"fd00:172:16::{i + 1:x}/128" for i in range(5000)]
        body = policy("wide", {"app": "busy"}, [{"from": [{"ipBlock": {"cidr": b}} for b in blocks]}])
        begun = time.monotonic()
        api.call("POST", POLICIES.format(name), body)
        requested = time.monotonic()
        changed, count = settled(node, other_than=before)
        emit("policy-cidrs", "one rule of 5,000 CIDRs, from the end of the request to the last change of the number of flows (seen every 50 ms)",
             requestSeconds=round(requested - begun, 2), afterRequestSeconds=round(max(0.0, changed - requested), 2), flowsAdded=count - before, agent={"node": node, **sizes(common.cluster.agent_process(node))})
