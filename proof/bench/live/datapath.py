"""datapath: throughput, new connections and round trips, one Node and two, straight and through a ClusterIP."""
import contextlib
import itertools
import json
import re
import statistics
import subprocess
import time

from .common import NODES, PORT, Failed, api, emit, launch, progress, serving, space, start
from .policies import POLICIES, policy
from .services import endpoint, service, slice_of, slices

IPERF, REPEATS, SECONDS, AT_ONCE, CONNECTIONS, PINGS = 5201, 3, 2, 16, 6000, 200
FIRST_PORT, LAST_PORT, SPARE = 10000, 65535, 100  # of the client


def iperf(net, address):
    done = subprocess.run(["nsenter", f"--net={net}", "iperf3", "-c", address, "-p", str(IPERF), "-t", str(SECONDS), "-J"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS + 20, check=False)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise Failed(f"iperf3: {answer['error']}")
    return answer["end"]["sum_received"]["bits_per_second"] / 1e6


class SourcePorts:
    """Ports that no connection to the same backend has had, straight or through a Service."""

    def __init__(self):
        self.first = itertools.count(FIRST_PORT, CONNECTIONS + SPARE)

    def take(self):
        first = next(self.first)
        if first + CONNECTIONS + SPARE > LAST_PORT:
            raise Failed("the client has no unused ports left: fewer CONNECTIONS or REPEATS")
        return first


def connections(net, address, port, ports):
    process = launch(net, "connect", CONNECTIONS, AT_ONCE, address, port, ports.take())
    made, failed, seconds = process.communicate(timeout=60)[0].split()
    return int(made) / float(seconds), int(failed)


def round_trip(net, address):
    done = subprocess.run(["nsenter", f"--net={net}", "ping", "-n", "-q", "-c", str(PINGS), "-i", "0.01", address],
                          stdout=subprocess.PIPE, text=True, timeout=30, check=True)
    return float(re.search(r"= [\d.]+/([\d.]+)/", done.stdout)[1])


def median_of(measure):
    values = [measure() for _ in range(REPEATS)]
    return {"median": round(statistics.median(values)), "values": [round(v) for v in values], "n": REPEATS}


@contextlib.contextmanager
def iperf_server(net):
    process = subprocess.Popen(["nsenter", f"--net={net}", "iperf3", "-s", "-p", str(IPERF)], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def cluster_ip(name, pod):
    body = service(f"to-{pod.name}")
    body["spec"]["ports"] = [{"name": n, "protocol": "TCP", "port": p} for n, p in (("iperf", IPERF), ("quiet", PORT))]
    address = api.call("POST", f"/api/v1/namespaces/{name}/services", body)["spec"]["clusterIP"]
    ends = slice_of(f"to-{pod.name}", [endpoint(pod.ip, pod.node)])
    ends["ports"] = [{"name": n, "protocol": "TCP", "port": p} for n, p in (("iperf", IPERF), ("quiet", PORT))]
    api.call("POST", slices(name), ends)
    return address


def run():
    other = NODES[1 % len(NODES)]
    with space("bench-datapath") as name, contextlib.ExitStack() as stack:
        client, near, far = start(name, ("client", NODES[0], {"app": "client"}), ("near", NODES[0], {"app": "near"}), ("far", other, {"app": "far"}))
        for pod in (near, far):
            stack.enter_context(iperf_server(pod.net))
            stack.enter_context(serving(pod.net, pod.name, ("quiet", PORT)))
        to_near, to_far = SourcePorts(), SourcePorts()
        ways = {"Pod, one Node": (near.ip, to_near), "Pod, two Nodes": (far.ip, to_far),
                "ClusterIP, one Node": (cluster_ip(name, near), to_near), "ClusterIP, two Nodes": (cluster_ip(name, far), to_far)}
        time.sleep(1)
        for way, (address, ports) in ways.items():
            progress(way)
            measure(client.net, way, address, ports)
        api.call("POST", POLICIES.format(name), policy("allow", {"app": "near"}, [{"from": [{"podSelector": {"matchLabels": {"app": "client"}}}]}]))
        time.sleep(1)
        progress("ClusterIP with a policy")
        emit_connections(client.net, "ClusterIP with policy, one Node", *ways["ClusterIP, one Node"])


def measure(net, way, address, ports):
    emit("datapath", f"iperf3, one TCP stream of {SECONDS} s, median of {REPEATS}", way=way, mbitPerSecond=median_of(lambda: iperf(net, address)))
    emit_connections(net, way, address, ports)
    if not way.startswith("ClusterIP"):
        emit("datapath", f"{PINGS} pings 10 ms apart, average round trip", way=way, pingMillis=round(round_trip(net, address), 2), n=PINGS)


def emit_connections(net, way, address, ports):
    failed = 0

    def once():
        nonlocal failed
        rate, faults = connections(net, address, PORT, ports)
        failed += faults
        return rate
    rates = median_of(once)
    emit("datapath", f"{CONNECTIONS} new TCP connections, {AT_ONCE} at a time, each from a port of its own and closed with a reset, median of {REPEATS}",
         way=way, connectionsPerSecond=rates, failed=failed)
