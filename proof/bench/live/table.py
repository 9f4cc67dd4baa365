"""table FILE.jsonl: the figures as the table of docs/figures.md. Without a file, the table without ours."""
import json


def median(field):
    return lambda line: f"median {line[field]['median']}, p90 {line[field]['p90']}, max {line[field]['max']} (n {line[field]['n']})"


def memory(line):
    return f"{line['rssMb']:.0f} ({line['anonymousMb']:.0f}) MB on {line['node']} (n {line.get('n', 1)})"


def counted(template):
    """A text that says itself of how many it tells."""
    return lambda line: template.format(**line)


def number(template, n="n"):
    """A figure and how many values it comes from: a line without `n` is of one."""
    return lambda line: f"{template.format(**line)} (n {line.get(n, 1)})"


def middle(field):
    return lambda line: f"{line[field]['median']} (n {line[field]['n']})"


def pings(line):
    return "; ".join(f"{where}: {c['lost']} of {c['sent']}" for where, c in line["pings"].items())


# figure, Go 1.15, bar, bench, what the line must have, text of the line
ROWS = (
    ("agent RSS (anonymous): idle", "80-81 (27-28) MB", "≤ 130 MB", "agent-memory", {"phase": "idle"}, memory),
    ("… 60 Pods in the cluster", "94-101 (41-48) MB", "", "agent-memory", {"phase": "60 Pods"}, memory),
    ("… 1,000 NetworkPolicies on its Pods", "109 (56) MB", "≤ 160 MB", "agent-memory", {"phase": "1,000 policies", "node": "node1"}, memory),
    ("… one rule of 5,000 CIDRs", "102 (49) MB", "", "policy-cidrs", {}, lambda line: memory(line["agent"])),
    ("… 1,000 Services x 2 endpoints", "97 (44) MB", "", "services-1000", {}, lambda line: memory(line["agent"])),
    ("agent CPU: idle", "0.5 % of a core", "", "agent-memory", {"phase": "idle"}, number("{cpuPercent} % on {node}")),
    ("… 60 Pods", "2 % of a core", "", "agent-memory", {"phase": "60 Pods"}, number("{cpuPercent} % on {node}")),
    ("controller RSS: idle", "73 MB", "≤ 180 MB", "controller-memory", {"phase": "idle"}, number("{rssMb:.0f} MB")),
    ("… 1,000 policies", "78 MB", "≤ 180 MB", "controller-memory", {"phase": "1,000 policies"}, number("{rssMb:.0f} MB")),
    ("… 60 Pods", "80 MB", "≤ 180 MB", "controller-memory", {"phase": "60 Pods"}, number("{rssMb:.0f} MB")),
    ("vswitchd RSS: idle", "20 MB", "", "agent-memory", {"phase": "idle"}, number("{vswitchdRssMb:.0f} MB on {node}")),
    ("… 1,000 policies", "43 MB", "", "agent-memory", {"phase": "1,000 policies", "node": "node1"}, number("{vswitchdRssMb:.0f} MB")),
    ("CNI ADD, ms", "median 48, p90 75, max 130 (n 30)", "median ≤ 20, max ≤ 80", "cni-add", {}, median("millis")),
    ("CNI DEL, ms", "median 59, p90 82, max 163", "median ≤ 20, max ≤ 80", "cni-del", {}, median("millis")),
    ("policy created → enforced, ms", "median 16, p90 30, max 42 (n 40)", "median ≤ 12, max ≤ 40", "policy-latency", {"otherPolicies": 0}, median("createMillis")),
    ("… with 1,000 other policies", "median 22, max 35", "median ≤ 12, max ≤ 40", "policy-latency", {"otherPolicies": 1000}, median("createMillis")),
    ("policy deleted → traffic again, ms", "15, max 23", "median ≤ 12, max ≤ 40", "policy-latency", {"otherPolicies": 0}, median("deleteMillis")),
    ("… with 1,000 other policies", "17, max 25", "median ≤ 12, max ≤ 40", "policy-latency", {"otherPolicies": 1000}, median("deleteMillis")),
    ("probes that got through after the first two denied", "none (TCP)", "0", "policy-latency", {}, lambda line: f"{line['strays']} ({line['otherPolicies']} others, n {line['createMillis']['n']})"),
    ("1,000 policies created", "requests 3.2 s, flows stable after 4.0 s, 5,014 flows", "≤ 3.6 s", "policy-1000", {},
     lambda line: f"requests {line['requestSeconds']['median']} s, flows stable after {median('totalSeconds')(line)} s, {line['flows']} flows"),
    ("… deleted by one request, to the last flow", "2.48 s", "", "policy-1000", {}, lambda line: f"{median('deleteTotalSeconds')(line)} s"),
    ("one rule of 5,000 CIDRs", "stable 0.24 s after the request", "", "policy-cidrs", {}, number("stable {afterRequestSeconds} s after the request")),
    ("Service endpoint switched → on the wire, ms", "median 18-34, max 48-80", "", "service-switch", {}, lambda line: f"{line['protocol']} {median('newMillis')(line)}"),
    ("… last packet answered by the old endpoint, ms", "500-2200", "", "service-switch", {}, lambda line: f"{line['protocol']} {median('oldMillis')(line)}"),
    ("1,000 Services x 2 endpoints", "written in 14.1 s, last flow 15.5 s", "", "services-1000", {}, number("written in {requestSeconds} s, last flow {totalSeconds} s")),
    ("agent kill -9: exec → ready, s", "4.5-4.7 (CPU 0.4-0.7)", "≤ 2.5", "agent-restart", {},
     lambda line: f"{median('seconds')(line)}, CPU {line['cpuSeconds']['median']}"),
    ("… pings lost, 10 ms apart", "0 of 1,200 on one Node", "0", "agent-restart", {}, pings),
    ("… denied probes that got through", "", "0", "agent-restart", {}, counted("{deniedThatGotThrough} of {deniedProbes}")),
    ("iperf3 TCP Pod→Pod one Node, Mbit/s", "697", "≥ 1.0 × the original's", "datapath", {"way": "Pod, one Node"}, middle("mbitPerSecond")),
    ("… two Nodes", "497", "≥ 1.0 × the original's", "datapath", {"way": "Pod, two Nodes"}, middle("mbitPerSecond")),
    ("iperf3 TCP ClusterIP, backend on the same Node, Mbit/s", "692", "≥ 1.0 × the original's", "datapath", {"way": "ClusterIP, one Node"}, middle("mbitPerSecond")),
    ("… on the other Node", "666", "≥ 1.0 × the original's", "datapath", {"way": "ClusterIP, two Nodes"}, middle("mbitPerSecond")),
    ("new connections/s, 16 at a time: Pod→Pod, one Node", "6,000", "≥ 1.0 × the original's", "datapath", {"way": "Pod, one Node"}, middle("connectionsPerSecond")),
    ("… ClusterIP, one Node", "5,400-5,800", "≥ 1.0 × the original's", "datapath", {"way": "ClusterIP, one Node"}, middle("connectionsPerSecond")),
    ("… ClusterIP with policy, one Node", "5,400", "≥ 1.0 × the original's", "datapath", {"way": "ClusterIP with policy, one Node"}, middle("connectionsPerSecond")),
    ("… Pod→Pod, two Nodes", "", "≥ 1.0 × the original's", "datapath", {"way": "Pod, two Nodes"}, middle("connectionsPerSecond")),
    ("… ClusterIP, two Nodes", "1,900-2,500", "≥ 1.0 × the original's", "datapath", {"way": "ClusterIP, two Nodes"}, middle("connectionsPerSecond")),
    ("ping one Node, ms average", "0.44", "≤ 1.0 × the original's", "datapath", {"way": "Pod, one Node"}, number("{pingMillis}")),
    ("… two Nodes", "1.1", "≤ 1.0 × the original's", "datapath", {"way": "Pod, two Nodes"}, number("{pingMillis}")),
    ("Pods 0 → 60 Ready", "15-16 s", "", "agent-memory", {"phase": "60 Pods", "node": "node1"}, number("{podsReadySeconds} s")),
    ("controller cold, s: small Namespaces", "6.7", "≤ 3.4", "controller-cold", {"shape": "small-namespaces"}, median("seconds")),
    ("… live heap afterwards", "", "≤ 500 MB", "controller-cold", {"shape": "small-namespaces"}, number("{liveHeapMb} MB")),
    ("… large Namespaces", "1.06", "", "controller-cold", {"shape": "large-namespaces"}, median("seconds")),
    ("… one Namespace", "0.27", "", "controller-cold", {"shape": "one-namespace"}, median("seconds")),
    ("… cluster-scoped", "1.34", "", "controller-cold", {"shape": "cluster-scoped"}, median("seconds")),
    ("… one policy per Pod", "84", "", "controller-cold", {"shape": "policy-per-pod"}, median("seconds")),
    ("10,000 flows in one bundle", "", "< 1 of ovs-ofctl's time (we are faster)", "flows", {"flows": 10000}, number("{ratioOfMedians} of ovs-ofctl's time", "rounds")),
    ("100,000 flows in one bundle", "", "< 1 of ovs-ofctl's time (we are faster)", "flows", {"flows": 100000}, number("{ratioOfMedians} of ovs-ofctl's time", "rounds")),
)


def texts(lines, bench, wanted, text):
    """(text, where and when) of each line that has the figure."""
    out = []
    for line in lines:
        if line["bench"] == bench and all(line.get(k) == v for k, v in wanted.items()):
            try:
                out.append((str(text(line)), f"{line['date'][:16]}, {line['cores']} cores, {line['kernel']}, load {line['loadBefore']}"))
            except KeyError:
                pass  # a line of the same bench about another figure
    return out


def run(file=None):
    lines = []
    if file:
        with open(file, encoding="utf-8") as f:
            lines = [json.loads(line) for line in f if line.startswith("{")]
    print("| Figure | Go 1.15 | Bar | Antrea-J | Command | Date, machine, load before |\n|---|---|---|---|---|---|")
    for figure, go, bar, bench, wanted, text in ROWS:
        found = texts(lines, bench, wanted, text)
        shape = f" {wanted['shape']}" if "shape" in wanted else ""
        print(f"| {figure} | {go} | {bar} | {'<br>'.join(t for t, _ in found)} | `./bench {bench}{shape}` | {'<br>'.join(dict.fromkeys(w for _, w in found))} |")
