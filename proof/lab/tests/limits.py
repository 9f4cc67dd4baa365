"""A Pod's requests and limits are in its cgroups, v1 or v2, the kernel keeps them, and a Pod that is gone leaves none."""
import glob
import os

import cluster
from checks import check, equal, expect, finish, wait
from cluster import NODES, PREFIX, api, manifest, pod_cgroups, start

SPACE = "limits"
V2 = os.path.exists("/sys/fs/cgroup/cgroup.controllers")
cluster.namespace(SPACE)


def limit(pod, controller, v1, v2):
    """A file of the Pod's cgroup."""
    root, file = ("/sys/fs/cgroup", v2) if V2 else (f"/sys/fs/cgroup/{controller}", v1)
    [folder] = glob.glob(f"{root}/**/{PREFIX}-{pod.node}/kubepods/**/pod{pod.uid}", recursive=True)
    with open(f"{folder}/{file}", encoding="utf-8") as f:
        return f.read().split()[0]


def limited(name, node, script):
    return manifest(name, SPACE, node, restartPolicy="Never", container={
        "command": ["sh", "-c", script], "resources": {"requests": {"cpu": "20m", "memory": "32Mi"}, "limits": {"cpu": "500m", "memory": "64Mi"}}})


with check(f"limits: those of a Pod are in its cgroup (v{2 if V2 else 1})"):
    [quiet] = start(limited("quiet", NODES[-1], "exec /agnhost pause"))
    equal(limit(quiet, "memory", "memory.limit_in_bytes", "memory.max"), str(64 << 20), "memory")
    equal(limit(quiet, "cpu", "cpu.cfs_quota_us", "cpu.max"), "50000", "CPU time of 100 ms")

with check("limits: what takes more memory than it may is ended, and told why"):
    api.apply(limited("greedy", NODES[-1], "x=$(head -c 200000000 /dev/zero | tr '\\0' a); exec sleep 1000"))
    def why():
        return [c["state"]["terminated"]["reason"] for c in api.get(f"/api/v1/namespaces/{SPACE}/pods/greedy")["status"]["containerStatuses"]]
    equal(wait(60, "the Pod to end", why), ["OOMKilled"], "why it ended")

with check("limits: a Pod that is gone leaves no cgroup"):
    expect(pod_cgroups(quiet.node, quiet.uid), "it had none")
    cluster.remove(SPACE, "quiet", "greedy")
    wait(30, "its cgroups to be gone", lambda: not glob.glob(f"/sys/fs/cgroup/**/pod{quiet.uid}", recursive=True))

cluster.drop_namespaces(SPACE)
finish()
