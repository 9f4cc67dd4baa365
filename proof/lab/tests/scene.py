"""Five Pods, a Service and a policy, and how to tell that all of it works and that the switch holds what it held before."""
import re
import threading
import time

import cluster
from checks import alike, equal, expect, say, wait
from cluster import FAMILIES, NODES, V, api, manifest, node_namespace, run, start
from traffic import Pinging, Server, fate, greet

WEB = {"app": "web"}
CONVERGED = 5  # seconds from calm, the moment from which nothing changes any more, until all is as it was


class Scene:
    """Pods a, b on node1, and c, guarded, stranger on node2; a and c serve "web"; only they may come in to guarded."""

    def __init__(self, space):
        say(f"{space}: starting 5 Pods")
        self.space = space
        self.policies = f"/apis/networking.k8s.io/v1/namespaces/{space}/networkpolicies"
        cluster.nobody_leaves()
        cluster.namespace(space)
        self.a, self.b, self.c, self.guarded, self.stranger = pods = start(
            manifest("a", space, "node1", WEB), manifest("b", space, "node1"), manifest("c", space, "node2", WEB),
            manifest("guarded", space, "node2", {"app": "guarded"}), manifest("stranger", space, "node2", {"app": "stranger"}))
        self.server = Server()
        for p in pods:
            self.server.listen(p.net, p.name, tcp=[8080])
        api.apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": space},
                   "spec": {"ipFamilies": [f"IPv{V}"], "selector": WEB, "ports": [{"port": 80, "targetPort": 8080}]}},
                  self.policy("guard", {"app": "guarded"}, [{"from": [{"podSelector": {"matchLabels": WEB}}]}]))
        self.web_ip = api.get(f"/api/v1/namespaces/{space}/services/web")["spec"]["clusterIP"]
        wait(60, "all to work", self.works)
        self.before = {n: picture(n) for n in NODES[:2]}
        self.hosts_before = {n: host_state(n) for n in NODES[:2]}

    def policy(self, name, selector, ingress):
        return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name, "namespace": self.space},
                "spec": {"podSelector": {"matchLabels": selector}, "policyTypes": ["Ingress"], "ingress": ingress}}

    def apply(self, name, selector, ingress):
        api.apply(self.policy(name, selector, ingress))

    def drop(self, *names):
        for name in names:
            api.delete(f"{self.policies}/{name}")

    def answers(self, source, to):
        """Whether a Pod is answered by another."""
        return greet(source.net, to.of(V), 8080, 2)[0] == to.name

    def closed(self, source, to, seconds=1):
        return fate(source.net, to.of(V), 8080, seconds) == "silent"

    def works(self):
        """Pods, Nodes, a Service and a policy do what they should, once."""
        return greet(node_namespace("node1"), self.a.of(V), 8080, 2)[0] == "a" and greet(node_namespace("node1"), self.c.of(V), 8080, 2)[0] == "c" \
            and greet(node_namespace("node2"), self.c.of(V), 8080, 2)[0] == "c" and greet(node_namespace("node2"), self.web_ip, 80, 2) \
            and self.answers(self.a, self.b) and self.answers(self.c, self.b) and greet(self.b.net, self.web_ip, 80, 2) \
            and greet(self.stranger.net, self.web_ip, 80, 2) and self.answers(self.a, self.guarded) \
            and self.closed(self.stranger, self.guarded, 0.5) and self.closed(self.b, self.guarded, 0.5)

    def works_for(self, seconds):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            expect(self.works(), "something does not work meanwhile")
            time.sleep(0.5)

    def same_flows(self, node, calm, seconds=90):
        """Since when the flows are as before."""
        before = self.before[node]
        try:
            return seen(seconds, "the flows", lambda: picture(node) == before, calm)
        except cluster.Failed:
            now = picture(node)
            more, less = [f for f in now[0] if f not in before[0]], [f for f in before[0] if f not in now[0]]
            raise cluster.Failed(f"{node}: {len(more)} flows more, {more[:2]}; {len(less)} less, {less[:2]}; groups equal: {now[1] == before[1]}") from None

    def same_host(self, node, calm, seconds=90):
        """Since when the Node's addresses, routes, rules and sets are as before."""
        return seen(seconds, f"the host state of {node}", lambda: alike([host_state(node)], [self.hosts_before[node]]), calm)

    def converged(self, what, *nodes):
        """All works and the Nodes' flows and host state are as before, soon after calm. Calm begins with the call: whoever calls has waited until what was
        away answers again, since what kubelet and Kubernetes' controllers take is not ours. What is late is waited for all the same, so
        that the fault tells how late it was."""
        calm = time.monotonic()
        since = {"all works": seen(90, "all to work", self.works, calm)}
        for n in nodes or NODES[:2]:
            since |= {f"flows of {n}": self.same_flows(n, calm), f"host of {n}": self.same_host(n, calm)}
        took, (slowest, last) = time.monotonic() - calm, max(since.items(), key=lambda s: s[1])
        say(f"{self.space}: {what}: as before {last - calm:.1f} s after calm, all looked at within {took:.1f} s")
        expect(last - calm <= CONVERGED, f"{what}: as before only {last - calm:.1f} s after calm ({slowest}), not within {CONVERGED} s")


def seen(seconds, what, condition, calm):
    """Waits for a condition; the answer is when the look that found it true began, for a look itself takes a second or two. What the
    first look finds true was never seen otherwise, so it counts from calm: the looks before it have taken the time since."""
    began = []
    def look():
        began.append(time.monotonic())
        return condition()
    wait(seconds, what, look)
    return began[-1] if len(began) > 1 else calm


def picture(node):
    """Flows and groups, numbers included, but for the controller's endpoint, which moves with it."""
    own = cluster.node_ip(node, FAMILIES[0])  # the controller's Service has one family, the first
    itself = f"_src={own},{'nw' if FAMILIES[0] == 4 else 'ipv6'}_dst={own}"
    flows = [f for f in cluster.flows(node) if ":10349)" not in f and itself not in f]
    return flows, [g for g in cluster.groups(node) if "set_field:0x286d" not in g]


def host_state(node):
    """What is ours outside the switch: the gateway's state, addresses and neighbours, routes, iptables rules, sets."""
    gateway, lines = "antrea-gw0", []
    for ip, tables in (("ip -4", "iptables"), ("ip -6", "ip6tables"))[:1 if FAMILIES == [4] else 2]:
        lines += run(node, "sh", "-c", f"""{ip} -o address show dev {gateway} scope global; {ip} route show dev {gateway}; {ip} route show proto 65
            {ip} neighbour show nud permanent dev {gateway}; {tables}-save | grep -e '-A .*ANTREA' -e 'Antrea:'""").splitlines()
    lines += run(node, "sh", "-c", f"ipset save | grep ANTREA; ip -o link show up dev {gateway} | grep -o {gateway}; cat /proc/sys/net/ipv4/conf/{gateway}/arp_announce").splitlines()
    # the number of a device and who made a route change when it comes back; the route to Services is narrower after a restart of the agent
    return sorted({re.sub(r"^\d+: | proto \w+| linkdown", "", line).strip() for line in lines if not re.search(r" via (169\.254\.0\.253|fc01::aabb:ccdd:eeff) ", line)})


class Knocking:
    """Meanwhile: connections all the time that a policy denies, none may be answered."""

    def __init__(self, scene, what):
        self.scene, self.what = scene, what

    def __enter__(self):
        self.ended, self.tried, self.through = False, 0, []
        self.threads = [threading.Thread(target=self._knock, args=(p,), daemon=True) for p in (self.scene.b, self.scene.stranger)]
        for t in self.threads:
            t.start()

    def _knock(self, pod):
        while not self.ended:
            answer = fate(pod.net, self.scene.guarded.of(V), 8080, 0.2)
            self.tried += 1
            if answer != "silent":
                self.through.append(f"{pod.name}: {answer}")

    def __exit__(self, kind, fault, trace):
        self.ended = True
        for t in self.threads:
            t.join()
        if kind:
            return
        expect(self.tried > 5, f"only {self.tried} denied connections were tried")
        equal(self.through, [], f"answers of {self.tried} connections that are denied")
        say(f"{self.scene.space}: {self.what}: {self.tried} denied connections, all silent")


class Witness(Knocking):
    """Meanwhile also: pings every 10 ms between Pods of one Node and of two, none may be lost.

    A userspace Open vSwitch empties its table of routes and reads it anew when any link or route of the Node changes (route_table_reset
    in lib/route-table.c), and what is to go into a tunnel at that moment has no way: 150 links made and deleted by hand cost 17 to 32 of
    550 pings. So where such changes belong to the scene, a few pings to the other Node may be lost. The kernel's tunnels have no such gap."""

    WITHOUT_ROUTE = 4

    def __init__(self, scene, what, links_change=False):
        super().__init__(scene, what)
        self.allowed = {"on one Node": 0, "to another Node": self.WITHOUT_ROUTE if links_change else 0}

    def __enter__(self):
        a, b, c = self.scene.a, self.scene.b, self.scene.c
        self.pings = {"on one Node": Pinging(a.net, b.of(V)), "to another Node": Pinging(a.net, c.of(V))}
        super().__enter__()

    def __exit__(self, kind, fault, trace):
        counts = {k: p.end() for k, p in self.pings.items()}
        super().__exit__(kind, fault, trace)
        if kind:
            return
        expect(all(lost <= self.allowed[k] and sent > 100 for k, (sent, lost) in counts.items()),
               f"(sent, lost): {counts}; lost were the numbers {[p.missing[:10] for p in self.pings.values()]}")
        say(f"{self.scene.space}: {self.what}: pings (sent, lost) {counts}")
