"""agent-memory, controller-memory: idle, with 60 Pods, with 1,000 policies; and what the memory is."""
import contextlib
import statistics
import time

from .common import NODES, cluster, emit, progress, settled, space, start
from .policies import create_many
from .process import composition, cpu_seconds, sizes

WINDOW = 5


def read(pids):
    """The sizes of processes by name, as medians of a reading each second of the window, with least and most resident."""
    found = {name: [] for name in pids}
    for _ in range(WINDOW):
        time.sleep(1)
        for name, pid in pids.items():
            found[name].append(sizes(pid))
    def middle(name, key):
        return statistics.median(reading[key] for reading in found[name])
    return {name: {"rssMb": middle(name, "rssMb"), "anonymousMb": middle(name, "anonymousMb"),
                   "rssMbRange": [f(r["rssMb"] for r in found[name]) for f in (min, max)], "n": WINDOW} for name in pids}


def agent(phase, more=None):
    pids = {node: cluster.agent_process(node) for node in NODES}
    used, begun = {node: cpu_seconds(pid) for node, pid in pids.items()}, time.monotonic()
    found = read(pids)
    window = time.monotonic() - begun
    share = {node: 100 * (cpu_seconds(pid) - used[node]) / window for node, pid in pids.items()}
    for node, pid in pids.items():
        emit("agent-memory", f"VmRSS and RssAnon of the process, medians; CPU over {WINDOW} s", phase=phase, node=node, **found[node],
             cpuPercent=round(share[node], 1), vswitchdRssMb=sizes(switch_process(node))["rssMb"], **(more or {}), madeOf=composition(pid))


def switch_process(node):
    return cluster.process(node, cluster.component("antrea-agent", node)[0]["metadata"]["uid"], r"^\S*ovs-vswitchd ")


def controller(phase, more=None):
    pid = cluster.controller_process()[1]
    emit("controller-memory", "VmRSS and RssAnon of the process, medians", phase=phase, **read({"controller": pid})["controller"], **(more or {}), madeOf=composition(pid))


def pods_60():
    """60 Pods in all, spread over the Nodes, from none to Ready."""
    with space("bench-pods") as name:
        begun = time.monotonic()
        start(name, *((f"p{i}", NODES[i % len(NODES)], {"app": f"a{i % 6}"}) for i in range(60)))
        yield {"podsReadySeconds": round(time.monotonic() - begun, 1)}


def policies_1000():
    """1,000 policies on the Pods of the first Node."""
    with space("bench-memory") as name:
        start(name, ("busy", NODES[0], {"app": "busy"}))
        progress("creating 1000 policies")
        create_many(name, 1000)
        yield {"flows": settled(NODES[0])[1]}


def run(*measures):
    """Idle first: a heap that has grown does not shrink again at once, so the order is part of the definition."""
    for measure in measures:
        measure("idle")
    for phase, make in (("60 Pods", pods_60), ("1,000 policies", policies_1000)):
        with contextlib.contextmanager(make)() as more:
            for measure in measures:
                measure(phase, more)


def both():
    run(agent, controller)


def of_agent():
    run(agent)


def of_controller():
    run(controller)

