#!/usr/bin/env python3
"""Figures of a running lab, one JSON object a line: live.py NAME. The lab is $LAB (default: default), left as it is.

cni-add, cni-del   the real plug-in on a live Node, a fresh network namespace each time (wall time of the process)
policy-latency     from just before the POST of a policy to the first of two denied TCP probes; and back
agent-memory, controller-memory   VmRSS and RssAnon of the process
agent-restart      kill -9 of the agent's JVM to its readiness, and pings lost meanwhile
"""
import json
import os
import pathlib
import platform
import signal
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab" / "tests"))
import cluster  # noqa: E402
import traffic  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "30"))


def emit(bench, **figures):
    load = os.getloadavg()[0]
    print(json.dumps({"bench": bench, **figures, "nodes": len(cluster.NODES), "processors": os.cpu_count(),
                      "load": round(load, 1), "kernel": platform.release()}), flush=True)


def spread(millis):
    ordered = sorted(millis)
    return {"n": len(ordered), "min": round(ordered[0], 1), "median": round(statistics.median(ordered), 1),
            "p90": round(ordered[int(len(ordered) * 0.9)], 1), "max": round(ordered[-1], 1)}


CNI = r"""
set -u
call() { CNI_COMMAND=$1 CNI_CONTAINERID=bench$2 CNI_NETNS=/var/run/netns/bench$2 CNI_IFNAME=eth0 CNI_PATH=/opt/cni/bin \
  CNI_ARGS="IgnoreUnknown=1;K8S_POD_NAMESPACE=bench;K8S_POD_NAME=bench$2" /opt/cni/bin/antrea \
  <<<'{"cniVersion":"0.4.0","name":"antrea","type":"antrea","ipam":{"type":"host-local"}}' >/tmp/cni.out 2>&1 || { cat /tmp/cni.out >&2; exit 1; }; }
for i in $(seq %d); do
  ip netns add bench$i || exit 1
  a=$EPOCHREALTIME; call ADD $i; b=$EPOCHREALTIME
  echo "add $a $b"
done
for i in $(seq %d); do
  a=$EPOCHREALTIME; call DEL $i; b=$EPOCHREALTIME
  echo "del $a $b"
  ip netns del bench$i
done
"""


def cni():
    out = cluster.run(cluster.NODES[0], "bash", "-c", CNI % (ROUNDS, ROUNDS), timeout=300)
    found = {"add": [], "del": []}
    for line in out.splitlines():
        what, begun, ended = line.split()
        found[what].append((float(ended) - float(begun)) * 1000)
    emit("cni-add", millis=spread(found["add"]))
    emit("cni-del", millis=spread(found["del"]))


DENY = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "deny", "namespace": "bench"},
        "spec": {"podSelector": {"matchLabels": {"app": "server"}}, "policyTypes": ["Ingress"]}}


def policy_latency():
    cluster.namespace("bench")
    try:
        node = cluster.NODES[0]
        pods = cluster.start(cluster.manifest("server", "bench", node, {"app": "server"}),
                             cluster.manifest("client", "bench", node, {"app": "client"}))
        server, client = (cluster.running(n, "bench") for n in ("server", "client"))
        del pods
        created, deleted = [], []
        with traffic.Server(server.net, port=8080):
            probe(client.net, server.ip, True)
            for _ in range(ROUNDS):
                created.append(changed(client.net, server.ip, False, lambda: apply(DENY)))
                deleted.append(changed(client.net, server.ip, True, lambda: cluster.kubectl(
                    "-n", "bench", "delete", "networkpolicy", "deny", "--wait=false")))
        emit("policy-latency", createMillis=spread(created), deleteMillis=spread(deleted),
             definition="includes the kubectl process of the request")
    finally:
        cluster.drop_namespaces("bench")


def apply(thing):
    path = "/tmp/bench-policy.json"
    pathlib.Path(path).write_text(json.dumps(thing), encoding="utf-8")
    cluster.kubectl("apply", "-f", path)


def probe(net, address, wanted):
    """Until two probes in a row agree with `wanted`; the time of the first of them."""
    first, deadline = 0.0, time.monotonic() + 30
    while time.monotonic() < deadline:
        begun = time.monotonic()
        try:
            traffic.dial(net, address, 8080, timeout=0.05).close()
            reached = True
        except OSError:
            reached = False
        if reached == wanted:
            if first:
                return first
            first = begun
        else:
            first = 0.0
        time.sleep(0.005)
    raise SystemExit("the probe never saw the change")


def changed(net, address, wanted, change):
    begun = time.monotonic()
    change()
    requested = time.monotonic()
    seen = probe(net, address, wanted)
    return (max(seen, begun) - begun if seen < requested else seen - begun) * 1000


def memory_of(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    field = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if line.startswith(("VmRSS", "RssAnon"))}
    return {"rssMb": round(int(field["VmRSS"]) / 1024), "anonymousMb": round(int(field["RssAnon"]) / 1024)}


def agent_memory():
    for node in cluster.NODES:
        emit("agent-memory", node=node, **memory_of(cluster.agent_process(node)))


def controller_memory():
    emit("controller-memory", **memory_of(cluster.controller_process()[1]))


def agent_restart():
    node = cluster.NODES[0]
    seconds = []
    for _ in range(min(ROUNDS, 3)):
        begun = time.monotonic()
        os.kill(cluster.agent_process(node), signal.SIGKILL)
        wait_ready(node)
        seconds.append(time.monotonic() - begun)
        cluster.wait_for_agents()
    emit("agent-restart", seconds={k: round(v / 1000, 2) if k != "n" else v for k, v in spread([s * 1000 for s in seconds]).items()},
         definition="kill -9 to readyz ok; includes kubelet's start of the container")


def wait_ready(node):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        done = subprocess.run(["nsenter", f"--net={cluster.node_namespace(node)}", "curl", "-sk", "-m", "1",
                               "https://127.0.0.1:10350/readyz"], stdout=subprocess.PIPE, check=False)
        if done.stdout.strip() == b"ok":
            return
        time.sleep(0.05)
    raise SystemExit(f"the agent of {node} was not ready within two minutes")


BENCHES = {"cni-add": cni, "cni-del": cni, "policy-latency": policy_latency, "agent-memory": agent_memory,
           "controller-memory": controller_memory, "agent-restart": agent_restart}

if __name__ == "__main__":
    BENCHES[sys.argv[1]]()
