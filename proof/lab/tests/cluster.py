"""The lab under test: its Nodes, its Pods and the namespaces they live in. Reads what `./lab up` has written down."""
import contextlib
import glob
import ipaddress
import os
import re
import subprocess

from api import Api, ApiError  # noqa: F401, the areas take both from here
from checks import Failed, wait

LAB = os.environ.get("LAB", "test")
PREFIX = f"aj-{LAB}"
STATE = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "antrea-j", "labs", LAB)
OUTSIDE = f"/run/netns/{PREFIX}-cp"  # the control plane's namespace: a host beside the Nodes
RUN = "/run/antrea/openvswitch"
IMAGE = "lab/agnhost:2.47"

with open(f"{STATE}/choices", encoding="utf-8") as choices:
    CHOICES = dict(re.findall(r"^(\w+)=(.*)$", choices.read(), re.M))
NUMBER, FAMILY = int(CHOICES["NUMBER"]), CHOICES["FAMILY"]
NODES = [f"node{i + 1}" for i in range(int(CHOICES["COUNT"]))]
FAMILIES = [6] if FAMILY == "v6" else [4] if FAMILY == "v4" else [4, 6]
V = FAMILIES[-1]  # where one family is enough: IPv6 if there is one
api = Api(f"{STATE}/kubeconfig/super-admin.conf", OUTSIDE)


def outside_ip(version):
    return f"192.168.{77 + NUMBER}.1" if version == 4 else f"fd00:192:168:{77 + NUMBER}::1"


def node_ip(node, version=4):
    return f"192.168.{77 + NUMBER}.{10 + int(node[4:])}" if version == 4 else f"fd00:192:168:{77 + NUMBER}::{10 + int(node[4:])}"


def gateway_ip(node, version=4):
    n = int(node[4:]) - 1
    return f"10.{244 + NUMBER}.{n}.1" if version == 4 else f"fd00:10:{244 + NUMBER}{f':{n:x}' if n else ''}::1"


def dns_ip(version=4):
    return f"10.{96 + NUMBER}.0.10" if version == 4 else f"fd00:10:{96 + NUMBER}::a"


def api_service_ip():
    return f"fd00:10:{96 + NUMBER}::1" if FAMILY == "v6" else f"10.{96 + NUMBER}.0.1"


def node_namespace(node):
    return f"/run/netns/{PREFIX}-{node}"


def run(node, *command, check=True, stdin=None, timeout=60):
    """The output of a command in all of the Node's namespaces."""
    with open(f"{STATE}/nodes/{node}/pid", encoding="utf-8") as f:
        pid = f.read().strip()
    done = subprocess.run(
        ["nsenter", "-t", pid, "-a", "--", *command], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout,
        env={"PATH": "/lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"})
    if check and done.returncode != 0:
        raise Failed(f"{node}: {' '.join(command)[:120]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def kubectl(*arguments, check=True, timeout=60):
    done = subprocess.run(
        ["nsenter", f"--net={OUTSIDE}", f"{CHOICES['PROGRAMS']}/kubectl", "--kubeconfig", f"{STATE}/kubeconfig/super-admin.conf", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout)
    if check and done.returncode != 0:
        raise Failed(f"kubectl {' '.join(arguments)[:100]}: {done.stderr.strip()}")
    return done.stdout


class Pod:
    """A running Pod: its addresses and the file that stands for its network namespace."""

    def __init__(self, item):
        meta = item["metadata"]
        self.name, self.namespace, self.uid, self.labels = meta["name"], meta["namespace"], meta["uid"], meta.get("labels", {})
        self.node = item["spec"]["nodeName"]
        self.ips = [i["ip"] for i in item["status"].get("podIPs", [])]
        self.net = f"/proc/{pid_of(self.node, self.uid)}/ns/net"
        self.ports = {p["name"]: p["containerPort"] for c in item["spec"]["containers"] for p in c.get("ports", []) if "name" in p}

    @property
    def ip(self):
        return self.ips[0]

    def of(self, version):
        return next(i for i in self.ips if (":" in i) == (version == 6))


def pod_cgroups(node, uid, below=""):
    """The folders of a Pod's cgroup, which has its UID in the name: of the controller pids with cgroup v1, the only one with v2."""
    root = "/sys/fs/cgroup/pids" if os.path.isdir("/sys/fs/cgroup/pids") else "/sys/fs/cgroup"
    return glob.glob(f"{root}/**/{PREFIX}-{node}/kubepods/**/pod{uid}{below}", recursive=True)


def pids_of(node, uid):
    """The processes of a Pod."""
    found = []
    for folder in pod_cgroups(node, uid, "/*/cgroup.procs"):
        with open(folder, encoding="utf-8") as f:
            found += [int(line) for line in f.read().split()]
    return found


def pid_of(node, uid):
    found = pids_of(node, uid)
    if not found:
        raise Failed(f"no process of Pod {uid} on {node}")
    return found[0]


def manifest(name, namespace, node, labels=None, ports=(), **spec):
    """A Pod that does nothing: the tests' own sockets live in its namespace."""
    container = {"name": "main", "image": IMAGE, "imagePullPolicy": "IfNotPresent", "args": ["pause"],
                 "ports": [{"containerPort": n, **({"name": p} if p else {}), **({"protocol": "UDP"} if p.endswith("-udp") else {})} for p, n in ports]}
    container.update(spec.pop("container", {}))
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace, "labels": labels or {}},
            "spec": {"nodeName": node, "terminationGracePeriodSeconds": 0, "containers": [container],
                     "tolerations": [{"operator": "Exists"}], **spec}}


def nobody_leaves():
    """Waits for the Pods of other areas that are on their way out: what an area compares must not change under its hands."""
    wait(120, "Pods of other areas to be gone", lambda: not [i for i in api.items("/api/v1/pods") if i["metadata"].get("deletionTimestamp")], every=0.5)


def namespace(name, **labels):
    """A new one; what an earlier run left goes first."""
    path = f"/api/v1/namespaces/{name}"
    api.delete(path)
    gone(path, 90)
    api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}})
    wait(30, f"the ServiceAccount of namespace {name}", lambda: api.get(f"/api/v1/namespaces/{name}/serviceaccounts/default"))


def is_running(item):
    return item["status"].get("phase") == "Running" and item["status"].get("podIPs") and \
        all(c["ready"] for c in item["status"].get("containerStatuses", []))


def running(name, space, seconds=90):
    path = f"/api/v1/namespaces/{space}/pods/{name}"
    wait(seconds, f"Pod {space}/{name} to run", lambda: is_running(api.get(path)))
    return Pod(api.get(path))


def start(*manifests, seconds=120):
    """Creates Pods, all at once, and waits until all are ready."""
    for m in manifests:
        api.apply(m)
    return [running(m["metadata"]["name"], m["metadata"]["namespace"], seconds) for m in manifests]


def gone(path, seconds=60):
    def absent():
        try:
            api.get(path)
        except Exception as e:
            return getattr(e, "status", 0) == 404
        return False
    wait(seconds, f"{path} to be gone", absent)


def remove(space, *names):
    for n in names:
        api.delete(f"/api/v1/namespaces/{space}/pods/{n}")
    for n in names:
        gone(f"/api/v1/namespaces/{space}/pods/{n}")


def drop_namespaces(*names):
    """Does not wait: the next area uses other names, and one that starts again waits in namespace()."""
    for n in names:
        for kind in ("pods", "services"):
            for item in api.items(f"/api/v1/namespaces/{n}/{kind}"):
                api.delete(f"/api/v1/namespaces/{n}/{kind}/{item['metadata']['name']}")
        api.delete(f"/api/v1/namespaces/{n}")


def component(name, node=None):
    """The Pods of antrea-agent or antrea-controller."""
    out = []
    for item in api.items(f"/api/v1/namespaces/kube-system/pods?labelSelector=component%3D{name}"):
        if item["metadata"].get("deletionTimestamp") or node not in (None, item["spec"].get("nodeName")):
            continue
        out.append(item)
    return out


def process(node, uid, pattern):
    """The pid of a Pod's process whose command line matches."""
    for pid in pids_of(node, uid):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                if re.search(pattern, f.read().replace(b"\0", b" ").decode()):
                    return pid
        except FileNotFoundError:
            pass
    raise Failed(f"no process {pattern} of Pod {uid} on {node}")


def agent_process(node):
    return process(node, component("antrea-agent", node)[0]["metadata"]["uid"], r"java.*antrea.*agent|antrea\.agent")


def controller_pod():
    return component("antrea-controller")[0]


def controller_process():
    item = controller_pod()
    return item["spec"]["nodeName"], process(item["spec"]["nodeName"], item["metadata"]["uid"], r"java.*antrea.*controller|antrea\.controller")


def wait_for_agents(seconds=120):
    def ready():
        pods = component("antrea-agent")
        return len(pods) == len(NODES) and all(is_running(p) for p in pods)
    wait(seconds, "all agents to be ready", ready)


def wait_for_controller(seconds=120):
    wait(seconds, "the controller to be ready", lambda: is_running(controller_pod()))


def endpoints(space, ready=True):
    """The addresses that Kubernetes holds ready for the Services of a namespace, or those that it names at all."""
    slices = api.items(f"/apis/discovery.k8s.io/v1/namespaces/{space}/endpointslices")
    return [a for s in slices for e in s.get("endpoints") or [] if e["conditions"].get("ready") or not ready for a in e["addresses"]]


def ready_endpoints():
    """Those of all Services, as (Namespace, slice, address)."""
    return {(s["metadata"]["namespace"], s["metadata"]["name"], a) for s in api.items("/apis/discovery.k8s.io/v1/endpointslices")
            for e in s.get("endpoints") or [] if e["conditions"].get("ready") for a in e["addresses"]}


CONTROLLER = "/apis/apps/v1/namespaces/kube-system/deployments/antrea-controller"


@contextlib.contextmanager
def without_controller():
    api.merge(CONTROLLER, {"spec": {"replicas": 0}})
    try:
        wait(60, "the controller to end", lambda: not component("antrea-controller"))
        yield
    finally:
        api.merge(CONTROLLER, {"spec": {"replicas": 1}})


# What is in the switch

def flows(node):
    """The flows of br-int without counters and cookies, port numbers in registers as names, sorted."""
    names, ours = {}, ports(node)
    listed = run(node, "ovs-vsctl", f"--db=unix:{RUN}/db.sock", "--timeout=10", "--bare", "--columns=name,ofport", "list", "Interface")
    for entry in listed.split("\n\n"):
        name, _, number = entry.strip().partition("\n")
        if number and name in ours:  # br-phy has ports of the same numbers
            names[int(number)] = name
    def named(found):
        return found[1] + names.get(int(found[2], 16), found[2]) + found[3]
    out = run(node, "ovs-ofctl", "-OOpenFlow15", "--no-stats", "--names", "dump-flows", f"unix:{RUN}/br-int.mgmt")
    lines = [re.sub(r"cookie=0x[0-9a-f]+, ?", "", line).strip() for line in out.splitlines() if "table=" in line]
    lines = [re.sub(r"\b(reg1=)(0x[0-9a-f]+)()\b", named, line) for line in lines]
    return sorted(re.sub(r"(set_field:)(0x[0-9a-f]+)(->reg1)\b", named, line) for line in lines)


def groups(node):
    out = run(node, "ovs-ofctl", "-OOpenFlow15", "dump-groups", f"unix:{RUN}/br-int.mgmt")
    return sorted(line.strip() for line in out.splitlines() if "group_id=" in line)


def are_endpoint(node, address):
    """How many groups of a Node lead to an endpoint."""
    number = int(ipaddress.ip_address(address))
    return sum(f"set_field:{number:#x}->{'xx' if ':' in address else ''}reg3," in line for line in groups(node))


def translated(node, address, protocol):
    """The tracked connections of the switch to something else that were led to an address."""
    listed = run(node, "sh", "-c", f"ovs-appctl -t {RUN}/ovs-vswitchd.$(cat {RUN}/ovs-vswitchd.pid).ctl dpctl/dump-conntrack netdev@ovs-netdev")
    to = re.escape(address)
    return re.findall(rf"^{protocol},orig=\(src=[^,]+,dst=(?!{to},)[^)]*\),reply=\(src={to},.*", listed, re.M)


def ports(node):
    return sorted(run(node, "ovs-vsctl", f"--db=unix:{RUN}/db.sock", "--timeout=10", "list-ports", "br-int").split())


def links(node):
    return sorted(os.path.basename(p) for p in run(node, "ls", "/sys/class/net").split())
