"""agent-restart: kill -9 of the agent, exec of the next one, ready; and what traffic and policies notice of it."""
import contextlib
import http.client
import os
import signal
import socket
import ssl
import time

from . import common
from .common import NODES, PORT, Failed, Probing, api, cluster, emit, progress, serving, space, spread, start, until
from .process import cpu_seconds
from .policies import POLICIES, policy
from netns import inside
from traffic import Pinging

API_PORT = 10350
ROUNDS = min(common.ROUNDS, 4)


class Processes:
    """The processes of the agent's Pod on a Node. Its cgroup is looked for once: a look must cost next to nothing."""

    def __init__(self, node):
        uid = cluster.component("antrea-agent", node)[0]["metadata"]["uid"]
        self.folder = cluster.pod_cgroups(node, uid)[0]

    def agents(self):
        found = set()
        for container in os.scandir(self.folder):
            if not container.is_dir():
                continue
            with contextlib.suppress(OSError):
                with open(f"{container.path}/cgroup.procs", encoding="utf-8") as f:
                    found |= {int(line) for line in f.read().split() if is_agent(line)}
        return found


def is_agent(pid):
    with contextlib.suppress(OSError):
        with open(f"/proc/{int(pid)}/cmdline", "rb") as f:
            return b"antrea.agent.AgentMain" in f.read()
    return False


def answered_ready(node, limit):
    """The moment at which /readyz said ok. Until the port is open only that is tried; then one TLS connection is asked every 10 ms."""
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    connection = None
    while time.monotonic() < limit:
        try:
            if connection is None:
                with inside(cluster.node_namespace(node)):
                    plain = socket.create_connection(("127.0.0.1", API_PORT), timeout=5)
                connection = http.client.HTTPSConnection("127.0.0.1", API_PORT, context=tls)
                connection.sock = tls.wrap_socket(plain)
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                return time.monotonic()
        except (OSError, http.client.HTTPException):
            connection = None
        time.sleep(0.01)
    raise Failed(f"the agent of {node} was not ready in time")


def restart(node):
    """Seconds from exec to ready, from kill to ready, and CPU seconds that the new process took until then."""
    processes = Processes(node)
    old = processes.agents()
    killed = time.monotonic()
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    new = set()
    while not new:
        if time.monotonic() > killed + 90:
            raise Failed(f"the agent of {node} was not started anew within 90 s")
        time.sleep(0.004)
        new = processes.agents() - old
    execed = time.monotonic()
    ready = answered_ready(node, execed + 60)
    return ready - execed, ready - killed, cpu_seconds(new.pop())


def agent():
    one, two = NODES[0], NODES[1 % len(NODES)]
    with space("bench-restart") as name, contextlib.ExitStack() as stack:
        names = [(f"{what}{i}", node, {"app": what}) for i, node in enumerate((one, two)) for what in ("from", "to", "guarded")]
        pods = {pod.name: pod for pod in start(name, *names)}
        for i in (0, 1):
            stack.enter_context(serving(pods[f"guarded{i}"].net, "guarded", ("tcp", PORT)))
        probes = [stack.enter_context(Probing(pods[f"from{i}"].net, "tcp", pods[f"guarded{j}"].ip)) for i, j in ((0, 0), (1, 1), (0, 1))]
        api.call("POST", POLICIES.format(name), policy("deny", {"app": "guarded"}, []))
        until(20, "the policy", lambda: not any(p.opened_since(time.monotonic_ns() - common.SECOND) for p in probes))
        guarded_since = time.monotonic_ns()
        pings = {"oneNode": Pinging(pods["from0"].net, pods["to0"].ip), "otherNode": Pinging(pods["from0"].net, pods["to1"].ip)}
        taken = []
        for i in range(ROUNDS):
            node = (one, two)[i % 2]
            progress(f"restart {i + 1} of {ROUNDS}, on {node} (from the second on a Node, kubelet waits before it starts it)")
            taken.append(restart(node))
            time.sleep(2)
        counts = {where: ping.end() for where, ping in pings.items()}
        records = [probing.end() for probing in probes]
        through = sum(outcome == "open" for found in records for _, sent, _, outcome, _ in found if sent >= guarded_since)
        denied = sum(outcome != "open" for found in records for _, sent, _, outcome, _ in found if sent >= guarded_since)
        emit("agent-restart", "exec of the new process to /readyz ok, after kill -9; pings 10 ms apart, denied probes 5 ms apart all the while",
             seconds=spread((t[0] for t in taken), 2), fromKillSeconds=spread((t[1] for t in taken), 2), cpuSeconds=spread((t[2] for t in taken), 2),
             pings={where: {"sent": sent, "lost": lost} for where, (sent, lost) in counts.items()},
             deniedProbes=denied, deniedThatGotThrough=through)
    cluster.wait_for_agents()
