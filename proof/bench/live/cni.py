"""cni-add, cni-del: the real plug-in on a live Node."""
from . import common
from .common import NODES, cluster, emit, progress, spread

# Runs in the Node: a fresh network namespace each time, the plug-in as its own process, its input a file.
CALLS = r"""
import json, os, subprocess, sys, time
count = int(sys.argv[1])
answers = "/run/bench-cni"
source = answers + ".in"
with open(source, "w") as f:
    f.write(json.dumps({"cniVersion": "0.4.0", "name": "antrea", "type": "antrea", "ipam": {"type": "host-local"}}))

def call(what, i):
    env = {"CNI_COMMAND": what, "CNI_CONTAINERID": f"bench{i}", "CNI_NETNS": f"/var/run/netns/bench{i}", "CNI_IFNAME": "eth0",
           "CNI_PATH": "/opt/cni/bin", "CNI_ARGS": f"IgnoreUnknown=1;K8S_POD_NAMESPACE=bench;K8S_POD_NAME=bench{i}"}
    files = [(os.POSIX_SPAWN_OPEN, 0, source, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, answers, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
             (os.POSIX_SPAWN_DUP2, 1, 2)]
    begun = time.monotonic_ns()
    pid = os.posix_spawn("/opt/cni/bin/antrea", ["antrea"], env, file_actions=files)
    _, status = os.waitpid(pid, 0)
    took = time.monotonic_ns() - begun
    if status != 0:
        raise SystemExit(f"{what}: {open(answers).read()}")
    print(what, took, flush=True)

made = []
try:
    for i in range(count):
        subprocess.run(["ip", "netns", "add", f"bench{i}"], check=True)
        made.append(i)
        call("ADD", i)
finally:
    for i in made:
        try:
            call("DEL", i)
        finally:
            subprocess.run(["ip", "netns", "del", f"bench{i}"])
"""


def run():
    progress(f"{common.ROUNDS} times ADD, then DEL")
    out = cluster.run(NODES[0], "python3", "-c", CALLS, str(common.ROUNDS), timeout=110)
    for what, bench in (("ADD", "cni-add"), ("DEL", "cni-del")):
        taken = [int(line.split()[1]) / 1e6 for line in out.splitlines() if line.startswith(what)]
        emit(bench, "wall time of the plug-in's process on a live Node, a fresh network namespace each time", millis=spread(taken))
