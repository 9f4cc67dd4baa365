"""What the live benches share: the lab, a namespace that is cleared away, probes, and the number of flows of a switch."""
import contextlib
import os
import pathlib
import subprocess
import sys
import threading
import time

os.environ.setdefault("LAB", "default")
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE.parents[1] / "lab" / "tests"))
import cluster  # noqa: E402
from api import ApiError  # noqa: E402
from checks import Failed, wait  # noqa: E402, F401
from cluster import NODES, V, api  # noqa: E402, F401

from .record import put, spread  # noqa: E402, F401

ROUNDS = int(os.environ.get("ROUNDS", "30"))
SECOND = 1_000_000_000
PORT = 8080


def progress(text):
    print(f"{time.strftime('%H:%M:%S')}  {text}", file=sys.stderr, flush=True)


def emit(bench, definition, **figures):
    """One figure of this lab. How many values it comes from is its `n`; a spread has its own, and a single value says 1."""
    if "n" not in figures and not any(isinstance(f, dict) and "n" in f for f in figures.values()):
        figures["n"] = 1
    put({"bench": bench, **figures, "definition": definition, "setUp": f"{len(NODES)} Nodes, {cluster.FAMILY}"})


@contextlib.contextmanager
def space(name):
    """A namespace of the bench; with all in it, it is gone at the end, also of a failed one."""
    path = f"/api/v1/namespaces/{name}"
    cluster.namespace(name)
    try:
        yield name
    finally:
        with contextlib.suppress(ApiError, Failed):  # whatever of it is not there goes with the namespace
            api.delete(f"/apis/networking.k8s.io/v1/namespaces/{name}/networkpolicies")
            api.delete(f"{path}/pods")
            for item in api.items(f"{path}/services"):
                api.delete(f"{path}/services/{item['metadata']['name']}")
        api.delete(path)
        cluster.gone(path, 90)


def start(name, *pods):
    """Starts Pods of a namespace, given as (name, Node, labels), side by side."""
    progress(f"starting {len(pods)} Pods")
    return cluster.start(*(cluster.manifest(pod, name, node, labels) for pod, node, labels in pods))


# ---- probes (probe.c)

def program():
    source, built = HERE / "probe.c", ROOT / "build" / "bench" / "probe"
    if not built.exists() or built.stat().st_mtime < source.stat().st_mtime:
        built.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["gcc", "-std=c17", "-O2", "-Wall", "-Wextra", "-Werror", "-o", built, source], check=True)
    return str(built)


def launch(net, *arguments):
    return subprocess.Popen(["nsenter", f"--net={net}", program(), *map(str, arguments)], stdout=subprocess.PIPE, text=True)


@contextlib.contextmanager
def serving(net, name, *listeners):
    """A server in a Pod: listeners are ("tcp" | "udp" | "quiet", port)."""
    process = launch(net, "serve", name, *(word for listener in listeners for word in listener))
    try:
        if process.stdout.readline() != "ready\n":
            raise Failed(f"the server {name} did not start")
        yield
    finally:
        process.kill()
        process.wait()


class Probing:
    """Probes every 5 ms, each from a fresh source port, until end(). Times are of time.monotonic_ns()."""

    def __init__(self, net, kind, address, port=PORT, every_millis=5, patience_millis=800):
        self.records, self.missed, self.last_open = [], 0, {}
        self.process = launch(net, "every", every_millis, kind, address, port, patience_millis)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            word = line.split()
            if word[0] == "end":
                self.missed = int(word[1])
            else:
                number, sent, answered, outcome, name = int(word[0]), int(word[1]), int(word[2]), word[3], word[4]
                self.records.append((number, sent, answered, outcome, name))
                if outcome == "open":
                    self.last_open[name] = max(sent, self.last_open.get(name, 0))

    def opened_since(self, moment, name=None):
        return any(at >= moment for who, at in self.last_open.items() if name in (None, who))

    def end(self):
        """All probes as (number, sent, answered, outcome, who answered), in the order of their sending."""
        self.process.terminate()
        self.process.wait(timeout=30)
        self.reader.join()
        return sorted(self.records)

    def __enter__(self):
        wait(30, "a first answer to a probe", lambda: self.last_open, every=0.05)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()


def until(seconds, what, condition):
    """Like wait(), but looks every 10 ms and does not take faults for "not yet"."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise Failed(f"waited {seconds} s in vain for {what}")
        time.sleep(0.01)


# ---- the switch

def flow_count(node):
    out = cluster.run(node, "ovs-ofctl", "-OOpenFlow15", "dump-aggregate", f"unix:{cluster.RUN}/br-int.mgmt")
    return int(out.split("flow_count=")[1].split()[0])


def settled(node, quiet_seconds=1.0, limit_seconds=60, other_than=None):
    """(moment of the last change of the number of flows, that number), after it has not changed for a while. Looks every 50 ms.

    other_than: the number before something that adds or removes flows, which must have begun to do so.
    """
    count, changed, begun = flow_count(node), time.monotonic(), time.monotonic()
    while count == other_than or time.monotonic() - changed < quiet_seconds:
        if time.monotonic() - begun > limit_seconds:
            raise Failed(f"the flows of {node} did not settle within {limit_seconds} s: {count}")
        time.sleep(0.05)
        asked = time.monotonic()
        now = flow_count(node)
        if now != count:
            count, changed = now, asked
    return changed, count
