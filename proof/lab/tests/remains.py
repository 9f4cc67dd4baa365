"""What Pods leave in a Node: nothing, once they are gone."""
import os

import cluster
from checks import Failed, wait
from cluster import run


def traces(node):
    """Everything on a Node that Pods leave in it; flows and groups without counters."""
    return {
        "ports": cluster.ports(node),
        "links": cluster.links(node),
        "flows": cluster.flows(node),
        "groups": cluster.groups(node),
        "addresses": sorted(run(node, "sh", "-c", "ls /run/antrea/cni/networks/antrea | grep -v -e last_reserved -e lock").split()),
        "namespaces": len(run(node, "ls", "/run/netns").split()),
        "CNI results": sorted(run(node, "sh", "-c", "ls /var/lib/cni/results").split()),
    }


def open_files(node):
    return len(os.listdir(f"/proc/{cluster.agent_process(node)}/fd"))


def difference(node, before):
    now = traces(node)
    for key, value in before.items():
        if now[key] != value:
            more = [x for x in now[key] if x not in value][:3] if isinstance(value, list) else now[key]
            less = [x for x in value if x not in now[key]][:3] if isinstance(value, list) else value
            return f"{node}: {key}: more {more}, less {less}"
    return ""


def unchanged(node, before, seconds=60):
    last = ["?"]
    def same():
        last[0] = difference(node, before)
        return last[0] == ""
    try:
        wait(seconds, "it", same, every=1)
    except Exception as fault:
        raise Failed(last[0] or str(fault)) from None
