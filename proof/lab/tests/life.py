"""Labs come and go: one is killed while it starts, at random moments, beside the lab that is up; `down` and `up` clear all of it away.

The lab that is up must not notice: its Pods reach each other meanwhile and afterwards, and new ones come up. SEED=N repeats a run.
Nodes come and go, too: one is deleted and created anew, one loses its power.
"""
import glob
import os
import random
import signal
import subprocess
import time

import cluster
from checks import alike, check, equal, expect, finish, say, wait
from cluster import FAMILIES, api, manifest, start
from scene import host_state, picture
from traffic import Server, greet, ping

LAB = f"k{cluster.LAB}"[:12]  # whoever tests another lab on this machine has another one
SPACE = "life"
PREFIX = f"aj-{LAB}-"
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "antrea-j")
STATE = f"{CACHE}/labs/{LAB}"
seed = int(os.environ.get("SEED", str(time.time_ns() % 100000)))
dice = random.Random(seed)


def lab(*arguments, **options):
    return subprocess.Popen(["./lab", "--name", LAB, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, **options)


def finished(process, seconds):
    output, _ = process.communicate(timeout=seconds)
    equal(process.returncode, 0, f"exit code, after: {output[-300:]}")
    return output


def ours(pid):
    """Whether a process belongs to the lab: by a file in its folder, its namespaces' names or its cgroup."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as f:
            words = f.read()
        with open(f"/proc/{pid}/cgroup", encoding="utf-8") as f:
            return STATE.encode() in words or PREFIX.encode() in words or PREFIX in f.read()
    except OSError:
        return False


def left():
    """{kind: what is left of the lab}, without the kinds of which nothing is."""
    with open("/proc/self/mountinfo", encoding="utf-8") as f:
        mounts = [line.split()[4] for line in f if PREFIX in line or STATE in line]
    found = {
        "processes": [p for p in os.listdir("/proc") if p.isdigit() and ours(p)],
        "network namespaces": glob.glob(f"/run/netns/{PREFIX}*"),
        "mounts": mounts,
        "cgroups": glob.glob(f"/sys/fs/cgroup/**/{PREFIX}*", recursive=True),
        "memory": glob.glob(f"/dev/shm/{PREFIX}*"),
        "folders": [STATE] if os.path.exists(STATE) else [],
    }
    return {k: v for k, v in found.items() if v}


def interfaces():
    return sorted(os.listdir("/sys/class/net"))


def namespaces():
    """The machine's, without those of labs beside this one, which come and go as they like."""
    return [n for n in sorted(os.listdir("/run/netns")) if not n.startswith("aj-") or n.startswith(PREFIX)]


def killed_after(seconds):
    """`up` is killed some time after it began to make things, it alone, as by the kernel's OOM killer; what it had started lives on."""
    process = lab("up", "--nodes", "1")
    wait(300, "the lab's folder", lambda: os.path.exists(f"{STATE}/choices") or process.poll() is not None, every=0.01)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    equal(process.poll(), None, "exit code before it was killed")
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()


def first_lab_works(*pods):
    """Across the Nodes of the lab that is up, both ways."""
    for v in FAMILIES:
        for source, to in ((pods[0], pods[1]), (pods[1], pods[0])):
            equal(greet(source.net, to.of(v), 8080), (to.name, source.of(v)), f"IPv{v} greeting of {to.name} to {source.name}")


say(f"life: SEED={seed}")
say(f"life: 2 Pods in lab {cluster.LAB}, the first")
cluster.namespace(SPACE)
first = start(manifest("a", SPACE, "node1"), manifest("b", SPACE, "node2"))
server = Server()
listeners = {p.name: server.listen(p.net, p.name, tcp=[8080]) for p in first}
with check("life: Pods of the first lab reach each other across its Nodes"):
    wait(30, "a connection", lambda: greet(first[0].net, first[1].ip, 8080))
    first_lab_works(*first)

finished(lab("down"), 60)
before = (interfaces(), namespaces())
for low, high in ((0.0, 1.0), (1.0, 3.0), (3.0, 10.0)):
    moment = dice.uniform(low, high)
    with check(f"life: `up` killed {moment:.2f} s after its first trace, then `down`: nothing is left"):
        killed_after(moment)
        there = left()
        expect(there, "it had made nothing yet")
        finished(lab("down"), 60)
        wait(10, "nothing to be left", lambda: not left())
        equal((interfaces(), namespaces()), before, "interfaces and namespaces of the machine")

moment = dice.uniform(0.5, 6.0)
with check(f"life: `up` killed {moment:.2f} s after its first trace, then `up` again: it clears away and comes up"):
    killed_after(moment)
    output = finished(lab("up", "--nodes", "1"), 240)
    expect("clearing away" in output, "it did not clear away")

with check("life: beside a second lab the Pods of the first reach each other"):
    first_lab_works(*first)

with check("life: a second `up` of a lab that is up is refused, and a wrong option changes nothing"):
    for arguments, words in ((["up", "--nodes", "1"], "is up already"), (["up", "--nodse", "1"], "does not know"), (["up", "--ip-family", "v5"], "up")):
        process = lab(*arguments)
        output, _ = process.communicate(timeout=60)
        expect(process.returncode != 0 and words in output, f"{arguments}: {process.returncode}, {output[-200:]}")

with check("life: `down` of a lab that is up: nothing is left"):
    finished(lab("down"), 60)
    wait(10, "nothing to be left", lambda: not left())
    equal((interfaces(), namespaces()), before, "interfaces and namespaces of the machine")

finished(lab("down"), 60)

with check("life: when the second lab is gone, the Pods of the first reach each other, and so do new ones"):
    first_lab_works(*first)
    late = start(manifest("c", SPACE, "node1"), manifest("d", SPACE, "node2"))
    for p in late:
        server.listen(p.net, p.name, tcp=[8080])
    wait(30, "a connection", lambda: greet(late[0].net, late[1].ip, 8080))
    first_lab_works(*late)
    first_lab_works(first[0], late[1])


# Nodes come and go as well

def network_of_node1():
    """Its routes, neighbours and rules, and the flows and groups of its switch."""
    return host_state("node1"), *picture("node1")


def leading_to(cidrs):
    return [line for part in network_of_node1() for line in part if any(c in line for c in cidrs)]


def has_info(node):
    return node in [i["metadata"]["name"] for i in api.items("/apis/crd.antrea.io/v1beta1/antreaagentinfos")]


say("life: the Node object of node2 is deleted, and created anew")
with check("life: a Node that is deleted: no route and no flow leads to its Pods; created anew it has them all again, and its Pods are reached"):
    before, node = network_of_node1(), api.get("/api/v1/nodes/node2")
    for key in ("uid", "resourceVersion", "creationTimestamp", "managedFields"):
        node["metadata"].pop(key)
    expect(len(leading_to(node["spec"]["podCIDRs"])) > len(FAMILIES), "no route and flow leads there before")
    try:
        api.delete("/api/v1/nodes/node2")
        wait(30, "node1 to forget it", lambda: equal(leading_to(node["spec"]["podCIDRs"]), []) is None)
        equal(ping(first[0].net, first[1].ip, 1)[1], 0, "answers of its Pod")
        wait(30, "its AntreaAgentInfo to be gone", lambda: not has_info("node2"))
    finally:
        api.apply(node)
    created = time.monotonic()
    wait(60, "node1 to know it as before", lambda: alike(network_of_node1(), before))
    say(f"life: node1 knows it as before {time.monotonic() - created:.1f} s after")
    wait(60, "a connection", lambda: greet(first[0].net, first[1].ip, 8080))
    first_lab_works(*first)
    wait(150, "its AntreaAgentInfo", lambda: has_info("node2"))


def power(state):
    done = subprocess.run(["./lab", "--name", cluster.LAB, "power", state, "node2"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    equal(done.returncode, 0, f"exit code, after: {done.stdout[-300:]}")


say("life: node2 loses its power")
with check("life: a Node that was without power: its Pods run again, reach those of others and are reached"):
    path = f"/api/v1/namespaces/{SPACE}/pods/b"
    def restarted():
        item = api.get(path)
        return cluster.is_running(item) and item["status"]["containerStatuses"][0]["restartCount"] and cluster.Pod(item)
    power("off")
    server.close(listeners["b"])
    equal(ping(first[0].net, first[1].ip, 1)[1], 0, "answers of its Pod")
    power("on")
    since = time.monotonic()
    again = wait(240, "its Pod to run again", restarted)
    server.listen(again.net, "b", tcp=[8080])
    wait(60, "connections", lambda: first_lab_works(first[0], again) is None)
    say(f"life: its Pod is reached {time.monotonic() - since:.1f} s after power is back")
    new, = start(manifest("e", SPACE, "node2"))
    server.listen(new.net, "e", tcp=[8080])
    wait(60, "connections", lambda: first_lab_works(first[0], new) is None)
    cluster.wait_for_agents(240)
    cluster.wait_for_controller(240)

cluster.drop_namespaces(SPACE)
finish()
