"""Parts of the network end without notice, and things are deleted by hand: traffic stays, and all is as before afterwards."""
import os
import re
import subprocess
import time

import cluster
from checks import check, equal, expect, finish, say, wait
from cluster import NODES, OUTSIDE, RUN, V, api, manifest, run, start
from traffic import Pinging, Server, fate, greet, ping

SPACE = "faults"

WEB = {"app": "web"}
POLICIES = f"/apis/networking.k8s.io/v1/namespaces/{SPACE}/networkpolicies"


def policy(name, selector, ingress):
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name, "namespace": SPACE},
            "spec": {"podSelector": {"matchLabels": selector}, "policyTypes": ["Ingress"], "ingress": ingress}}


say("faults: starting 5 Pods")
cluster.namespace(SPACE)
a, b, c, guarded, stranger = start(
    manifest("a", SPACE, "node1", WEB), manifest("b", SPACE, "node1"), manifest("c", SPACE, "node2", WEB),
    manifest("guarded", SPACE, "node2", {"app": "guarded"}), manifest("stranger", SPACE, "node2", {"app": "stranger"}))
server = Server()
for p in (a, b, c, guarded, stranger):
    server.listen(p.net, p.name, tcp=[8080])
api.apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": SPACE}, "spec": {"selector": WEB, "ports": [{"port": 80, "targetPort": 8080}]}},
          policy("guard", {"app": "guarded"}, [{"from": [{"podSelector": {"matchLabels": WEB}}]}]))
WEB_IP = api.get(f"/api/v1/namespaces/{SPACE}/services/web")["spec"]["clusterIP"]


def works():
    """Pods, a Service and a policy do what they should, once."""
    return greet(a.net, b.of(V), 8080, 2)[0] == "b" and greet(c.net, b.of(V), 8080, 2)[0] == "b" and greet(b.net, WEB_IP, 80, 2) \
        and greet(stranger.net, WEB_IP, 80, 2) and greet(a.net, guarded.of(V), 8080, 2)[0] == "guarded" \
        and fate(stranger.net, guarded.of(V), 8080, 1) == "silent" and fate(b.net, guarded.of(V), 8080, 1) == "silent"


def restarts(node):
    return {s["name"]: s["restartCount"] for s in cluster.component("antrea-agent", node)[0]["status"]["containerStatuses"]}


def ofctl(node, command, *arguments):
    return run(node, "ovs-ofctl", "-OOpenFlow15", "--names", command, f"unix:{RUN}/br-int.mgmt", *arguments)


def picture(node):
    """Flows and groups but for numbers that a new agent may give anew, and but for the controller's endpoint, which moves with it."""
    def shape(line):
        line = re.sub(r"conj_id=\d+|conjunction\(\d+|group:\d+|group_id=\d+|ct_label=0x[0-9a-f]+", lambda m: re.split("[=(:]", m[0])[0], line)
        return re.sub(r"set_field:0x[0-9a-f]+->(reg5|reg6|reg7)|set_field:0x[0-9a-f]+(/0x[0-9a-f]+)?->ct_label", r"set \1", line)
    itself = f"nw_src={cluster.node_ip(node, V)},nw_dst={cluster.node_ip(node, V)}"
    flows = sorted(shape(f) for f in cluster.flows(node) if ":10349)" not in f and itself not in f)
    return flows, sorted(shape(g) for g in cluster.groups(node) if "set_field:0x286d" not in g)


def same_flows(node, before, seconds=90):
    try:
        wait(seconds, "the flows", lambda: picture(node) == before, every=1)
    except cluster.Failed:
        now = picture(node)
        more, less = [f for f in now[0] if f not in before[0]], [f for f in before[0] if f not in now[0]]
        raise cluster.Failed(f"{node}: {len(more)} flows more, {more[:2]}; {len(less)} less, {less[:2]}; groups equal: {now[1] == before[1]}") from None


class Witness:
    """Pings every 10 ms between Pods of one Node and of two."""

    def __init__(self):
        self.all = {"on one Node": Pinging(a.net, b.of(V)), "to another Node": Pinging(a.net, c.of(V))}

    def nothing_lost(self):
        counts = {k: p.end() for k, p in self.all.items()}
        expect(all(lost == 0 and sent > 100 for sent, lost in counts.values()), f"(sent, lost): {counts}")


with check("faults: before any, all works"):
    wait(60, "it", works)
before = {n: picture(n) for n in NODES[:2]}


def killed(node):
    """Ends the agent of a Node without notice; what to call to await the next one."""
    count = restarts(node)["antrea-agent"]
    os.kill(cluster.agent_process(node), 9)
    def again():
        wait(120, "the agent to be started anew", lambda: restarts(node)["antrea-agent"] > count)
        cluster.wait_for_agents(120)
    return again


with check("faults: agent killed: no packet is lost, a Pod created meanwhile comes up, flows are as before"):
    say("faults: the agent of node1 is killed")
    witness = Witness()
    await_agent = killed("node1")
    ofctl("node1", "del-flows", f"table=ARPResponder,arp,arp_tpa={cluster.gateway_ip('node2')}")
    ofctl("node1", "add-flow", "cookie=0x77,table=0,priority=5,udp,tp_dst=7,actions=drop")
    api.apply(manifest("meanwhile", SPACE, "node1"))
    await_agent()
    meanwhile = cluster.running("meanwhile", SPACE, 120)
    equal(ping(a.net, meanwhile.of(V), 3), (3, 3), "pings of the new Pod")
    witness.nothing_lost()
    cluster.remove(SPACE, "meanwhile")

with check("faults: after the agent's restart a flow that was deleted is back, one that is not ours is untouched"):
    def ours():
        return [f for f in picture("node1")[0] if "tp_dst=7 " not in f]
    wait(60, "our flows", lambda: ours() == before["node1"][0], every=1)
    expect("cookie=0x77," in ofctl("node1", "dump-flows", "cookie=0x77/-1"), "the foreign flow is gone")
    ofctl("node1", "del-flows", "cookie=0x77/-1")
    same_flows("node1", before["node1"])
    wait(30, "all to work", works)

with check("faults: Open vSwitch killed: it comes back with the same flows, Pods reach each other again"):
    say("faults: ovs-vswitchd of node2 is killed")
    uid = cluster.component("antrea-agent", "node2")[0]["metadata"]["uid"]
    old = cluster.process("node2", uid, r"^\S*ovs-vswitchd ")
    os.kill(old, 9)
    wait(60, "another ovs-vswitchd", lambda: cluster.process("node2", uid, r"^\S*ovs-vswitchd ") != old)
    wait(90, "all to work", works, every=1)
    same_flows("node2", before["node2"])

with check("faults: the OVS container ends: it comes back with the same flows, Pods reach each other again"):
    say("faults: the OVS container of node2 ends")
    count = restarts("node2")["antrea-ovs"]
    os.kill(cluster.process("node2", cluster.component("antrea-agent", "node2")[0]["metadata"]["uid"], r"start_ovs"), 9)
    wait(120, "the container to be started anew", lambda: restarts("node2")["antrea-ovs"] > count)
    cluster.wait_for_agents(120)
    wait(120, "all to work", works, every=1)
    same_flows("node2", before["node2"])

with check("faults: controller killed: policies stay, new ones are enforced when it is back"):
    say("faults: the controller is killed")
    os.kill(cluster.controller_process()[1], 9)
    expect(works(), "something does not work just after")
    api.apply(policy("late", {"app": "web"}, []))
    wait(90, "the new policy to be enforced", lambda: fate(b.net, a.of(V), 8080, 1) == "silent" and fate(stranger.net, c.of(V), 8080, 1) == "silent")
    api.delete(f"{POLICIES}/late")
    cluster.wait_for_controller()
    wait(60, "all to work", works)

with check("faults: agent restarted while the controller is down: existing Pods keep traffic and policies"):
    say("faults: the agent of node2 is killed while there is no controller")
    deployment = "/apis/apps/v1/namespaces/kube-system/deployments/antrea-controller"
    api.merge(deployment, {"spec": {"replicas": 0}})
    try:
        wait(60, "the controller to end", lambda: not cluster.component("antrea-controller"))
        witness = Witness()
        count = restarts("node2")["antrea-agent"]
        os.kill(cluster.agent_process("node2"), 9)
        wait(120, "the agent to be started anew", lambda: restarts("node2")["antrea-agent"] > count)
        limit = time.monotonic() + 15
        while time.monotonic() < limit:
            expect(works(), "something does not work")
        witness.nothing_lost()
    finally:
        api.merge(deployment, {"spec": {"replicas": 1}})
    cluster.wait_for_controller()
    cluster.wait_for_agents()
    same_flows("node2", before["node2"])


def api_server():
    with open(f"{cluster.STATE}/kube-apiserver.pid", encoding="utf-8") as f:
        return int(f.read())


def start_api_server(command):
    log = open(f"{cluster.STATE}/log/kube-apiserver.log", "ab")  # noqa: SIM115
    new = subprocess.Popen(["nsenter", f"--net={OUTSIDE}", "--", *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    with open(f"{cluster.STATE}/kube-apiserver.pid", "w", encoding="utf-8") as f:
        f.write(str(new.pid))
    wait(90, "the API server", lambda: api.get("/readyz"))


# iptables rules, routes and set entries of ours that are deleted, and foreign ones that are added, on node1
REPAIRED = {
    "route": (["ip", "route", "show", cluster.gateway_ip("node2").rsplit(".", 1)[0] + ".0/24"], lambda: ["ip", "route", "del", cluster.gateway_ip("node2").rsplit(".", 1)[0] + ".0/24"]),
    "jump in iptables": (["sh", "-c", "iptables -t nat -S POSTROUTING | grep ANTREA"],
                         lambda: ["sh", "-c", "iptables -t nat -D POSTROUTING $(iptables -t nat -L POSTROUTING --line-numbers | grep ANTREA | cut -d' ' -f1)"]),
    "rule in iptables": (["sh", "-c", "iptables -t filter -S ANTREA-FORWARD | grep '^-A' | sort"], lambda: ["iptables", "-t", "filter", "-F", "ANTREA-FORWARD"]),
    "set entry": (["sh", "-c", "ipset list ANTREA-POD-IP | sed 1,/Members/d | sort"], lambda: ["ipset", "flush", "ANTREA-POD-IP"]),
}
FOREIGN = {
    "route": ("ip route add 10.99.0.0/24 dev eth0", "ip route show 10.99.0.0/24 | grep eth0", "ip route del 10.99.0.0/24"),
    "rule": ("iptables -t nat -A POSTROUTING -s 10.99.0.1 -j ACCEPT", "iptables -t nat -C POSTROUTING -s 10.99.0.1 -j ACCEPT", "iptables -t nat -D POSTROUTING -s 10.99.0.1 -j ACCEPT"),
    "set": ("ipset create foreign hash:ip && ipset add foreign 10.99.0.1", "ipset test foreign 10.99.0.1", "ipset destroy foreign"),
}

if V == 4:
    with check("faults: routes, rules and set entries deleted by hand are back within a minute, foreign ones are untouched"):
        say("faults: host state of node1 is deleted by hand")
        for add, _, _ in FOREIGN.values():
            run("node1", "sh", "-c", add)
        desired = {k: run("node1", *read) for k, (read, _) in REPAIRED.items()}
        for k, (_, delete) in REPAIRED.items():
            expect(desired[k].strip(), f"there is no {k} to delete")
            run("node1", *delete())
        def unrepaired():
            return [k for k, (read, _) in REPAIRED.items() if run("node1", *read, check=False) != desired[k]]
        try:
            wait(75, "all to be back", lambda: not unrepaired(), every=1)
        except cluster.Failed:
            raise cluster.Failed(f"not back after 75 s: {unrepaired()}") from None
        for what, (_, test, _) in FOREIGN.items():
            expect(run("node1", "sh", "-c", f"{test} >/dev/null 2>&1 && echo yes", check=False).strip() == "yes", f"the foreign {what} is gone")
        for _, _, delete in FOREIGN.values():
            run("node1", "sh", "-c", delete)
        equal(greet(a.net, c.of(V), 8080)[0], "c", "server")

with check("faults: API server away for half a minute: traffic stays, and what changed meanwhile is taken up"):
    say("faults: the API server is away for 30 s")
    with open(f"/proc/{api_server()}/cmdline", "rb") as f:
        command = f.read().decode().rstrip("\0").split("\0")
    witness = Witness()
    os.kill(api_server(), 9)
    limit = time.monotonic() + 30
    try:
        while time.monotonic() < limit:
            expect(works(), "something does not work meanwhile")
            time.sleep(1)
    finally:
        start_api_server(command)
    witness.nothing_lost()
    wait(60, "all to work", works)
    api.apply(policy("after", {"app": "web"}, []))
    wait(90, "a new policy to be enforced", lambda: fate(b.net, a.of(V), 8080, 1) == "silent")
    api.delete(f"{POLICIES}/after")
    extra, = start(manifest("extra", SPACE, "node2", WEB))
    server.listen(extra.net, "extra", tcp=[8080])
    wait(60, "the new endpoint to serve", lambda: greet(b.net, WEB_IP, 80, 2)[0] == "extra")
    cluster.remove(SPACE, "extra")
    for n in NODES[:2]:
        same_flows(n, before[n])


def agent_says(*words, node="node2", seconds=90):
    """The agent's log, of the present or the last container, holds all the words."""
    def said():
        name = cluster.component("antrea-agent", node)[0]["metadata"]["name"]
        log = cluster.kubectl("-n", "kube-system", "logs", name, "-c", "antrea-agent", "--tail=50", check=False) + \
            cluster.kubectl("-n", "kube-system", "logs", name, "-c", "antrea-agent", "--tail=50", "--previous", check=False)
        return all(w in log for w in words) or log[-300:] and False
    wait(seconds, f"the agent to name {words}", said, every=1)


def new_agent(node):
    api.delete(f"/api/v1/namespaces/kube-system/pods/{cluster.component('antrea-agent', node)[0]['metadata']['name']}", grace=1)


CONFIG = "/api/v1/namespaces/kube-system/configmaps/antrea-config"
with check("faults: an unknown key and an unknown gate: the agent does not start, and names both"):
    say("faults: the configuration gets an unknown key")
    good = api.get(CONFIG)["data"]["antrea-agent.conf"]
    try:
        for bad in ("noSuchKey: true\n" + good, good.replace("featureGates:", "featureGates:\n  NoSuchGate: true", 1)):
            word = "noSuchKey" if "noSuchKey" in bad else "NoSuchGate"
            expect(word in bad, "the configuration has no featureGates")
            api.merge(CONFIG, {"data": {"antrea-agent.conf": bad}})
            new_agent("node2")
            agent_says(word)
    finally:
        api.merge(CONFIG, {"data": {"antrea-agent.conf": good}})
        new_agent("node2")
    cluster.wait_for_agents(150)
    same_flows("node2", before["node2"])

cluster.drop_namespaces(SPACE)
finish()
