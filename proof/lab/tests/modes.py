"""Traffic modes and tunnels, one after the other in the same cluster: its Pods stay, and each mode is what the wire shows."""
import contextlib
import socket
import subprocess
import threading

import cluster
from checks import alike, check, equal, finish, say, wait
from cluster import FAMILIES, OUTSIDE, V, api, manifest, node_namespace, run, start
from netns import inside
from scene import picture
from traffic import Server, fate, greet, greet_udp, matrix, ping

SPACE = "modes"
TUNNEL_PORTS = {6081: "geneve", 4789: "vxlan"}
# (settings, what goes over the wire between Nodes, whether there is a tunnel port, overhead of the tunnel with IPv4 and IPv6 transport)
MODES = [
    ("noEncap", {"trafficEncapMode": "noEncap"}, "plain", False, (0, 0)),
    ("hybrid", {"trafficEncapMode": "hybrid"}, "plain", True, (50, 70)),
    ("encap with VXLAN", {"trafficEncapMode": "encap", "tunnelType": "vxlan"}, "vxlan", True, (50, 70)),
    ("encap with Geneve", {"trafficEncapMode": "encap", "tunnelType": "geneve"}, "geneve", True, (50, 70)),
]

say("modes: starting 4 Pods")
cluster.nobody_leaves()
cluster.namespace(SPACE)
WEB = {"app": "web"}
a, b, c, d = PODS = start(manifest("a", SPACE, "node1"), manifest("b", SPACE, "node1", WEB), manifest("c", SPACE, "node2"), manifest("d", SPACE, "node2", WEB))
server = Server()
for p in PODS:
    server.listen(p.net, p.name, tcp=[8080], udp=[8080])
server.listen(OUTSIDE, "outside", tcp=[18080])
server.listen(node_namespace("node2"), "node2", tcp=[18080])
api.apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": SPACE},
           "spec": {"selector": WEB, "ipFamilyPolicy": "PreferDualStack", "ports": [{"port": 80, "targetPort": 8080}]}})
WEB_IPS = {6 if ":" in ip else 4: ip for ip in api.get(f"/api/v1/namespaces/{SPACE}/services/web")["spec"]["clusterIPs"]}
GUARD = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "guard", "namespace": SPACE},
         "spec": {"podSelector": {"matchLabels": WEB}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"podSelector": {"matchLabels": WEB}}]}]}}


class Wire:
    """What passes the transport cable of node1 meanwhile: "plain" for packets of Pods, or the tunnel's protocol."""

    def __enter__(self):
        with inside(OUTSIDE):
            self.ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            self.ear.bind(("t-node1", 0))
        self.ear.settimeout(0.2)
        self.seen, self.ended = set(), False
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        return self

    def _listen(self):
        while not self.ended:
            try:
                self.seen.add(kind_of(self.ear.recv(2000)))
            except TimeoutError:
                pass

    def __exit__(self, *fault):
        self.ended = True
        self.thread.join()
        self.ear.close()
        self.seen.discard("")


def kind_of(frame):
    kind = int.from_bytes(frame[12:14])
    if kind == 0x0800:
        head, protocol, source = 14 + 4 * (frame[14] & 15), frame[23], socket.inet_ntoa(frame[26:30])
    elif kind == 0x86DD:
        head, protocol, source = 54, frame[20], socket.inet_ntop(socket.AF_INET6, frame[22:38])
    else:
        return ""
    if protocol == 17 and int.from_bytes(frame[head + 2:head + 4]) in TUNNEL_PORTS:
        return TUNNEL_PORTS[int.from_bytes(frame[head + 2:head + 4])]
    return "plain" if any(source in p.ips for p in PODS) else ""


def switch_to(settings):
    arguments = [word for k, v in settings.items() for word in ("--set", f"{k}={v}")]
    done = subprocess.run(["./lab", "reload", "--no-build", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    if done.returncode != 0:
        raise cluster.Failed(f"./lab reload {' '.join(arguments)}: {done.stdout[-400:]}")
    cluster.wait_for_agents()


def everybody(v):
    return {(s.name, t.name, protocol): (s.net, protocol, t.of(v), 8080) for s in PODS for t in PODS if s is not t for protocol in ("TCP", "UDP")}


def reach_each_other(v):
    asked = everybody(v)
    def reached():
        missing = set(asked) - matrix(asked, 3)
        if missing:
            raise cluster.Failed(f"{len(missing)} of {len(asked)} do not, {sorted(missing)[:4]}")
        return True
    wait(60, f"all to reach all over IPv{v}", reached)


def outside(*command, stdin=None):
    done = subprocess.run(["nsenter", f"--net={OUTSIDE}", *command], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    if done.returncode != 0:
        raise cluster.Failed(f"{' '.join(command)}: {done.stdout}")
    return done.stdout


class Apart:
    """Meanwhile each Node is in a subnet of its own, and a router is between them. Their transport addresses stay, in no subnet."""

    LINKS = {("node1", 4): ("172.20.178.1", "172.20.178.11", 24), ("node2", 4): ("172.20.179.1", "172.20.179.12", 24),
             ("node1", 6): ("fd00:172:20:178::1", "fd00:172:20:178::11", 64), ("node2", 6): ("fd00:172:20:179::1", "fd00:172:20:179::12", 64)}

    def __enter__(self):
        self.addresses = [(n, *line.split()[3].split("/")) for n in ("node1", "node2")
                          for line in run(n, "ip", "-o", "address", "show", "dev", "br-phy", "scope", "global").splitlines()]
        with contextlib.ExitStack() as self.undo:
            for n, address, length in self.addresses:
                self._move(n, address, length)
            self.undo = self.undo.pop_all()  # all done: undone at the end, not now
        return self

    def __exit__(self, *fault):
        self.undo.close()

    def _move(self, n, address, length):
        router, own, size = self.LINKS[n, version_of(address)]
        more, alone = ("nodad", "128") if version_of(address) == 6 else ("", "32")
        self._do(None, f"address add {router}/{size} dev transport {more}", f"address delete {router}/{size} dev transport")
        # in one go: what keeps the lab's transport bridge puts an address back that it misses
        steps = [[f"address delete {address}/{length} dev br-phy", f"address add {address}/{alone} dev br-phy {more}"],
                 [f"address add {own}/{size} dev br-phy {more}"]]
        # of several addresses the agent takes the first that the kernel tells, which is the oldest for IPv4 and the newest for IPv6
        if version_of(address) == 6:
            steps.reverse()
        self._do(n, "\n".join(sum(steps, [])), "\n".join([
            f"address delete {own}/{size} dev br-phy", f"address delete {address}/{alone} dev br-phy", f"address add {address}/{length} dev br-phy {more}"]))
        self._do(None, f"route add {address} via {own}", f"route delete {address} via {own}")
        for other, remote, _ in self.addresses:
            if other != n and version_of(remote) == version_of(address):
                self._do(n, f"route add {remote} via {router}", f"route delete {remote} via {router}")

    def _do(self, node, lines, back):
        """Lines of `ip` at a Node, or at the router."""
        def at_once(text):
            command = ["ip", "-batch", "-"]
            return run(node, *command, stdin=text + "\n") if node else outside(*command, stdin=text + "\n")
        at_once(lines)
        self.undo.callback(at_once, back)

    def teach(self, what):
        """The network between the subnets learns the way to the Pods of each Node, or forgets it."""
        for n, address, _ in self.addresses:
            for cidr in api.get(f"/api/v1/nodes/{n}")["spec"]["podCIDRs"]:
                if version_of(cidr) == version_of(address):
                    outside("ip", "route", what, cidr, "via", self.LINKS[n, version_of(cidr)][1])
                    for other in {m for m, _, _ in self.addresses} - {n}:
                        run(other, "ip", "route", what, cidr, "via", self.LINKS[other, version_of(cidr)][0], "proto", "static")


def version_of(address):
    return 6 if ":" in address else 4


def over_the_wire(v, wire):
    reach_each_other(v)
    with Wire() as w:
        for _ in range(3):
            for s, t in ((a, c), (c, a), (b, d)):
                equal(greet(s.net, t.of(v), 8080), (t.name, s.of(v)), "greeting")
                equal(greet_udp(s.net, t.of(v), 8080), (t.name, s.of(v)), "UDP greeting")
    equal(w.seen, {wire}, "what passed between the Nodes")


def annotation(node, name):
    return api.get(f"/api/v1/nodes/{node}")["metadata"].get("annotations", {}).get("node.antrea.io/" + name)


def uplink_mac(node):
    """Of the device with the address that tunnels use."""
    address = (annotation(node, "transport-addresses") or cluster.node_ip(node, V)).split(",")[0]
    device = run(node, "ip", "-o", "address", "show", "to", address).split()[1]
    return run(node, "cat", f"/sys/class/net/{device}/address").strip()


def gateway_mtu(node):
    return int(run(node, "cat", "/sys/class/net/antrea-gw0/mtu"))


for n in ("node1", "node2"):  # the Service's endpoints belong to what is compared
    wait(30, f"both endpoints from {n}", lambda: {greet(node_namespace(n), WEB_IPS[V], 80)[0] for _ in range(16)} == {"b", "d"})
before = {n: picture(n) for n in ("node1", "node2")}
for title, settings, wire, has_tunnel, overhead in MODES:
    say(f"modes: {title}")
    with check(f"modes: {title}: the agents take it up"):
        switch_to(settings)
        for n in ("node1", "node2"):
            equal("antrea-tun0" in cluster.ports(n), has_tunnel, f"a tunnel port on {n}")
            equal(gateway_mtu(n), 1500 - overhead[1 if 6 in FAMILIES else 0], f"the gateway's MTU on {n}")
            equal(annotation(n, "mac-address"), None if settings["trafficEncapMode"] == "encap" else uplink_mac(n), f"the MAC address that {n} tells its peers")
    for v in FAMILIES:
        with check(f"modes: {title}: IPv{v} Pods that were there reach each other, over the wire as {wire}"):
            over_the_wire(v, wire)
        with check(f"modes: {title}: IPv{v} packets as large as the MTU"):
            size = gateway_mtu("node1") - (28 if v == 4 else 48)
            e, f = start(manifest("e", SPACE, "node1"), manifest("f", SPACE, "node2"))  # with the MTU of this mode
            try:
                equal(ping(e.net, f.of(v), 3, size=size, options=["-M", "do"]), (3, 3), f"pings of {size} bytes")
            finally:
                cluster.remove(SPACE, "e", "f")
        with check(f"modes: {title}: IPv{v} Node to Pod, Pod to Node, Pod to outside with the Node's address"):
            for to in (a, c):
                equal(greet(node_namespace("node1"), to.of(v), 8080)[0], to.name, "server")
            equal(greet(a.net, cluster.node_ip("node2", v), 18080), ("node2", cluster.node_ip("node1", v)), "at another Node")
            for pod in (a, c):
                equal(greet(pod.net, cluster.outside_ip(v), 18080), ("outside", cluster.node_ip(pod.node, v)), "outside")
        with check(f"modes: {title}: IPv{v} a Service from Pods and Nodes"):
            for net in (a.net, c.net, b.net, node_namespace("node1"), node_namespace("node2")):
                wait(20, "both endpoints", lambda: {greet(net, WEB_IPS[v], 80)[0] for _ in range(16)} == {"b", "d"})
            equal({greet(a.net, WEB_IPS[v], 80)[1] for _ in range(8)}, {a.of(v)}, "the source that endpoints see")
    with check(f"modes: {title}: a policy holds on one Node and between two"):
        api.apply(GUARD)
        try:
            for v in FAMILIES:
                for s, t in ((a, b), (a, d), (c, b), (c, d)):
                    wait(30, f"{t.name} to be closed for {s.name}", lambda: fate(s.net, t.of(v), 8080, 1) == "silent")
                for s, t in ((b, d), (d, b)):
                    equal(greet(s.net, t.of(v), 8080)[0], t.name, "server")
        finally:
            api.delete(f"/apis/networking.k8s.io/v1/namespaces/{SPACE}/networkpolicies/guard")
            wait(30, "the policy to go", lambda: greet(a.net, d.of(V), 8080, 1))

say("modes: Nodes in two subnets")
with Apart() as apart:
    with check("modes: hybrid between subnets: the agents take it up"):
        switch_to({"trafficEncapMode": "hybrid"})
    for v in FAMILIES:
        with check(f"modes: hybrid between subnets: IPv{v} over the wire as geneve"):
            over_the_wire(v, "geneve")
    with check("modes: noEncap between subnets: over the wire as plain, where the network between knows the way, and not at all where not"):
        switch_to({"trafficEncapMode": "noEncap"})
        for v in FAMILIES:
            equal(fate(a.net, c.of(v), 8080, 1) != "open", True, f"without a route of the underlay no way over IPv{v}")
        apart.teach("add")
        try:
            for v in FAMILIES:
                over_the_wire(v, "plain")
        finally:
            apart.teach("delete")

say("modes: the gateway gets another name, and its own again")
with check("modes: a gateway of another name takes the place of the old one, with its MAC address"):
    mac = run("node1", "cat", "/sys/class/net/antrea-gw0/address")
    switch_to({"trafficEncapMode": "encap", "tunnelType": "geneve", "hostGateway": "antrea-gw7"})
    equal(run("node1", "cat", "/sys/class/net/antrea-gw7/address"), mac, "the MAC address")
    equal({"antrea-gw0", "antrea-gw7"} & set(cluster.ports("node1")), {"antrea-gw7"}, "gateway ports")
    for v in FAMILIES:
        over_the_wire(v, "geneve")
        equal(greet(a.net, cluster.outside_ip(v), 18080), ("outside", cluster.node_ip("node1", v)), "outside")
        equal(greet(node_namespace("node1"), c.of(v), 8080)[0], "c", "from the Node")
    switch_to({"hostGateway": "antrea-gw0"})

with check("modes: back where we were, the flows are the same"):
    for n in ("node1", "node2"):
        wait(60, f"the flows and groups of {n}", lambda: alike(picture(n), before[n]), every=1)

cluster.drop_namespaces(SPACE)
finish()
