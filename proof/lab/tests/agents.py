"""The agent of a Node is taken away, and kept away: its next starts find a configuration that it refuses."""
import os
import signal

import cluster
from checks import expect, wait
from cluster import api, run

CONFIG = "/api/v1/namespaces/kube-system/configmaps/antrea-config"
KILLED = 128 + signal.SIGKILL


def pod_path(node):
    return f"/api/v1/namespaces/kube-system/pods/{cluster.component('antrea-agent', node)[0]['metadata']['name']}"


def _statuses(node):
    return {s["name"]: s for s in cluster.component("antrea-agent", node)[0]["status"]["containerStatuses"]}


def restarts(node):
    return {name: s["restartCount"] for name, s in _statuses(node).items()}


def is_ready(node):
    return _statuses(node)["antrea-agent"]["ready"]


def endings(node):
    """The codes with which the agent's container ended, as far as Kubernetes remembers: the present one and the last."""
    status = _statuses(node)["antrea-agent"]
    return [state["terminated"]["exitCode"] for state in (status["state"], status["lastState"]) if "terminated" in state]


def configuration():
    return api.get(CONFIG)["data"]["antrea-agent.conf"]


def configure(node, text):
    """What the next start of the agent's container on this Node finds. Kubelet looks at a Pod at once when it changes."""
    api.merge(CONFIG, {"data": {"antrea-agent.conf": text}})
    item = cluster.component("antrea-agent", node)[0]
    count = int(item["metadata"].get("annotations", {}).get("tests/configured", "0"))
    api.merge(pod_path(node), {"metadata": {"annotations": {"tests/configured": str(count + 1)}}})
    file = f"/var/lib/kubelet/pods/{item['metadata']['uid']}/volumes/kubernetes.io~configmap/antrea-config/antrea-agent.conf"
    wait(150, f"kubelet of {node} to deliver the configuration", lambda: run(node, "cat", file) == text, every=1)


def hold_away(node, bad):
    """Kills the agent, and waits until the next one has ended by itself; Open vSwitch goes on. Kubelet tries again and again: undo it with
    configure() and the good configuration, after which it takes kubelet up to five minutes to try once more, or with a new Pod."""
    configure(node, bad)
    count = restarts(node)["antrea-agent"]
    os.kill(cluster.agent_process(node), signal.SIGKILL)
    codes = wait(330, "the agent to end by itself", lambda: restarts(node)["antrea-agent"] > count and [c for c in endings(node) if c != KILLED])
    expect(all(codes), f"it ended with {codes}")
    expect(not is_ready(node), "it is ready all the same")
