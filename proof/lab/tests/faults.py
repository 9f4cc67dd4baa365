"""Parts of the network end without notice, and things are deleted by hand: traffic stays, and all is as before afterwards."""
import contextlib
import ipaddress
import os
import signal
import subprocess
import time

import agents
import cluster
from agents import restarts
from checks import alike, check, equal, expect, finish, say, wait
from cluster import FAMILIES, OUTSIDE, RUN, V, api, manifest, run, start
from scene import CONVERGED, WEB, Knocking, Scene, Witness, picture
from traffic import greet, ping

SPACE = "faults"
scene = Scene(SPACE)
a, b, c, stranger = scene.a, scene.b, scene.c, scene.stranger


class Since:
    """Tells how long after an event something is so, and how long that may be, where it is ours alone."""

    def __init__(self, event):
        self.event, self.start = event, time.monotonic()

    def say(self, what, at_most=None):
        took = time.monotonic() - self.start
        say(f"{SPACE}: {what} {took:.1f} s after: {self.event}")
        expect(at_most is None or took <= at_most, f"{what} only {took:.1f} s after: {self.event}, not within {at_most} s")


def ovs_answers(node):
    """Both daemons of a Node answer again, and the bridge is there: from here on all is ours."""
    wait(60, f"Open vSwitch of {node} to answer", lambda: cluster.ports(node) and ofctl(node, "show"))


def ofctl(node, command, *arguments):
    return run(node, "ovs-ofctl", "-OOpenFlow15", "--names", command, f"unix:{RUN}/br-int.mgmt", *arguments)


def agent_says(*words, node="node2", seconds=90):
    """The agent's log, of the present or the last container, holds all the words."""
    def said():
        name = cluster.component("antrea-agent", node)[0]["metadata"]["name"]
        log = cluster.kubectl("-n", "kube-system", "logs", name, "-c", "antrea-agent", "--tail=50", check=False) + \
            cluster.kubectl("-n", "kube-system", "logs", name, "-c", "antrea-agent", "--tail=50", "--previous", check=False)
        return all(w in log for w in words) or log[-300:] and False
    wait(seconds, f"the agent to name {words}", said, every=1)


def killed(node):
    """Ends the agent of a Node without notice; what to call to await the next one."""
    count = restarts(node)["antrea-agent"]
    os.kill(cluster.agent_process(node), 9)
    def again():
        # kubelet waits twice as long after each end, up to five minutes
        wait(330, "the agent to be started anew", lambda: restarts(node)["antrea-agent"] > count)
        cluster.wait_for_agents(120)
    return again


@contextlib.contextmanager
def meanwhile_born():
    """A Pod of node1 that is created while something is away, and comes up and answers when it is back."""
    api.apply(manifest("meanwhile", SPACE, "node1"))
    try:
        yield
        meanwhile = cluster.running("meanwhile", SPACE, 120)
        equal(ping(a.net, meanwhile.of(V), 3), (3, 3), "pings of the new Pod")
    finally:
        cluster.remove(SPACE, "meanwhile")


def bites_soon(since, name):
    """A policy that is made now is enforced, so soon after that moment."""
    scene.apply(name, WEB, [])
    wait(90, "a new policy to be enforced", lambda: scene.closed(b, a, 0.3))
    since.say("a new policy is enforced", CONVERGED)
    scene.drop(name)
    wait(90, "all to work again", scene.works)


def taken_up_soon(name):
    """A policy made while there was no controller is enforced on all Nodes, so soon after there is one, and its end as well."""
    cluster.wait_for_controller()
    since = Since("the controller is ready")
    wait(90, "the policy of before to be enforced", lambda: scene.closed(b, a, 0.3) and scene.closed(stranger, c, 0.3))
    since.say("a policy of before is enforced", CONVERGED)
    scene.drop(name)
    wait(90, "all to work again", scene.works)


with check("faults: agent killed: no packet is lost"):
    say("faults: the agent of node1 is killed")
    with Witness(scene, "the agent's restart"):
        await_agent = killed("node1")
        # one that those who know each other can do without for a while
        ofctl("node1", "del-flows", f"table=ARPResponder,arp,arp_tpa={cluster.gateway_ip('node2')}" if V == 4 else "table=IPv6,ipv6,ipv6_dst=ff00::/8")
        ofctl("node1", "add-flow", "cookie=0x77,table=0,priority=5,udp,tp_dst=7,actions=drop")
        await_agent()

with check("faults: after the agent's restart a flow that was deleted is back, one that is not ours is untouched"):
    def ours():
        return [f for f in picture("node1")[0] if "tp_dst=7 " not in f]
    try:
        wait(60, "our flows", lambda: alike([ours()], scene.before["node1"][:1]), every=1)
        expect("cookie=0x77," in ofctl("node1", "dump-flows", "cookie=0x77/-1"), "the foreign flow is gone")
    finally:
        ofctl("node1", "del-flows", "cookie=0x77/-1")
    scene.converged("the agent's restart", "node1")

with check("faults: agent killed: a Pod created meanwhile comes up"):
    say("faults: the agent of node1 is killed again")
    with Witness(scene, "the agent's second restart", links_change=True):
        await_agent = killed("node1")
        with meanwhile_born():
            await_agent()
    scene.converged("the agent's second restart", "node1")

with check("faults: Open vSwitch killed: it comes back with the same flows, Pods reach each other again, and nobody meanwhile whom a policy denies"):
    say("faults: ovs-vswitchd of node2 is killed")
    uid = cluster.component("antrea-agent", "node2")[0]["metadata"]["uid"]
    old = cluster.process("node2", uid, r"^\S*ovs-vswitchd ")
    with Knocking(scene, "another ovs-vswitchd"):
        os.kill(old, 9)
        wait(60, "another ovs-vswitchd", lambda: cluster.process("node2", uid, r"^\S*ovs-vswitchd ") != old)
        ovs_answers("node2")
        scene.converged("a new ovs-vswitchd", "node2")

with check("faults: ovsdb-server stands still for 30 s: traffic and policies stay, a new policy bites meanwhile, a Pod created meanwhile comes up afterwards"):
    say("faults: ovsdb-server of node1 stands still for 30 s")
    stopped = cluster.process("node1", cluster.component("antrea-agent", "node1")[0]["metadata"]["uid"], r"^ovsdb-server |/ovsdb-server ")
    with Witness(scene, "ovsdb-server's pause", links_change=True):
        os.kill(stopped, signal.SIGSTOP)
        with meanwhile_born():
            try:
                scene.works_for(20)
                scene.apply("meanwhile", WEB, [])
                wait(5, "the new policy to be enforced", lambda: scene.closed(b, a, 0.3))
                scene.drop("meanwhile")
                wait(5, "all to work again", scene.works)
                scene.works_for(10)
            finally:
                os.kill(stopped, signal.SIGCONT)
            bites_soon(Since("ovsdb-server goes on"), "resumed")
    scene.converged("ovsdb-server's pause", "node1")

with check("faults: ovsdb-server killed: another is started, and Pods come and go as before"):
    say("faults: ovsdb-server of node1 is killed")
    uid = cluster.component("antrea-agent", "node1")[0]["metadata"]["uid"]
    old = cluster.process("node1", uid, r"^ovsdb-server |/ovsdb-server ")
    os.kill(old, 9)
    wait(60, "another ovsdb-server", lambda: cluster.process("node1", uid, r"^ovsdb-server |/ovsdb-server ") != old)
    ovs_answers("node1")
    scene.converged("a new ovsdb-server", "node1")
    late, = start(manifest("late", SPACE, "node1"))
    equal(ping(a.net, late.of(V), 3), (3, 3), "pings of a new Pod")
    cluster.remove(SPACE, "late")
    scene.converged("a Pod after it", "node1")

# in order it takes its devices away with it, the gateway among them
for sign, how in ((signal.SIGKILL, "is killed"), (signal.SIGTERM, "ends in order")):
    with check(f"faults: the OVS container {how}: it comes back with the same flows and host state, Pods and Nodes reach each other again, and no Pod meanwhile whom a policy denies"):
        say(f"faults: the OVS container of node2 {how}")
        count = restarts("node2")["antrea-ovs"]
        with Knocking(scene, f"an OVS container that {how}"):
            os.kill(cluster.process("node2", cluster.component("antrea-agent", "node2")[0]["metadata"]["uid"], r"start_ovs"), sign)
            wait(120, "the container to be started anew", lambda: restarts("node2")["antrea-ovs"] > count)
            ovs_answers("node2")
            wait(60, "the lab's transport bridge", lambda: run("node2", "ip", "address", "show", "dev", "br-phy", "scope", "global"))
            cluster.wait_for_agents(120)
            scene.converged(f"an OVS container that {how}", "node2")

for what, command in (("set down", "ip link set antrea-gw0 down"), ("robbed of its addresses", "ip address flush dev antrea-gw0 scope global")):
    with check(f"faults: the gateway {what} by hand: it is as it was, soon"):
        say(f"faults: the gateway of node1 is {what}")
        run("node1", "sh", "-c", command)
        scene.converged(f"a gateway {what}", "node1")

with check("faults: controller killed: policies stay, new ones are enforced when it is back"):
    say("faults: the controller is killed")
    old = cluster.controller_process()[1]
    os.kill(old, 9)
    expect(scene.works(), "something does not work just after")
    scene.apply("late", WEB, [])
    wait(90, "another controller", lambda: cluster.controller_process()[1] != old)
    taken_up_soon("late")
    scene.converged("a new controller")

with check("faults: agent restarted while the controller is down: Pods keep traffic and policies, a new Pod comes up"):
    say("faults: the agent of node2 is killed while there is no controller")
    try:
        with cluster.without_controller():
            with Witness(scene, "an agent without controller", links_change=True):
                count = restarts("node2")["antrea-agent"]
                os.kill(cluster.agent_process("node2"), 9)
                wait(120, "the agent to be started anew", lambda: restarts("node2")["antrea-agent"] > count)
                scene.works_for(15)
            orphan, = start(manifest("orphan", SPACE, "node2"), seconds=45)
            equal(ping(a.net, orphan.of(V), 3), (3, 3), "pings of the new Pod")
            scene.apply("unheard", WEB, [])
        taken_up_soon("unheard")
    finally:
        cluster.wait_for_agents()
        cluster.remove(SPACE, "orphan")
    scene.converged("a controller's absence", "node2")

with check("faults: no room for the policies' files: the agent says so, starts all the same, and enforces what comes"):
    api.delete(agents.pod_path("node1"))  # kubelet has patience with a new Pod: the more often one has ended, the later it is tried again
    cluster.wait_for_agents()
    wait(60, "all to work", scene.works)
    say("faults: the disk for policy files of node1 is full")
    folder = "/run/antrea/networkpolicy"
    run("node1", "sh", "-c", f"mkdir -p {folder} && mount -t tmpfs -o size=4k,nr_inodes=4 full {folder} && head -c 4096 /dev/zero >{folder}/full")
    try:
        killed("node1")()
        agent_says(folder.removeprefix("/run"), node="node1")
        scene.apply("late", WEB, [])
        wait(60, "a new policy to be enforced", lambda: scene.closed(b, a))
        scene.drop("late")
        scene.converged("a full disk", "node1")
    finally:
        run("node1", "umount", "-l", folder)
        killed("node1")()
    scene.converged("room again", "node1")


def api_server():
    with open(f"{cluster.STATE}/kube-apiserver.pid", encoding="utf-8") as f:
        return int(f.read())


def start_api_server(command):
    log = open(f"{cluster.STATE}/log/kube-apiserver.log", "ab")  # noqa: SIM115
    new = subprocess.Popen(["nsenter", f"--net={OUTSIDE}", "--", *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    with open(f"{cluster.STATE}/kube-apiserver.pid", "w", encoding="utf-8") as f:
        f.write(str(new.pid))
    wait(90, "the API server", lambda: api.get("/readyz"))


# Of each family: iptables rules, routes and set entries of ours that are deleted, and foreign ones that are added, on node1
REPAIRED, FOREIGN = {}, {}
for family in FAMILIES:
    tables, pods, ip = ("iptables", "ANTREA-POD-IP", ["ip"]) if family == 4 else ("ip6tables", "ANTREA-POD-IP6", ["ip", "-6"])
    peer = ipaddress.ip_network(f"{cluster.gateway_ip('node2', family)}/{24 if family == 4 else 64}", strict=False)
    REPAIRED |= {
        f"route, IPv{family}": ([*ip, "route", "show", str(peer)], [*ip, "route", "del", str(peer)]),
        f"jump in {tables}": (["sh", "-c", f"{tables} -t nat -S POSTROUTING | grep ANTREA"],
                              ["sh", "-c", f"{tables} -t nat -D POSTROUTING $({tables} -t nat -L POSTROUTING --line-numbers | grep ANTREA | cut -d' ' -f1)"]),
        f"rule in {tables}": (["sh", "-c", f"{tables} -t filter -S ANTREA-FORWARD | grep '^-A' | sort"], [tables, "-t", "filter", "-F", "ANTREA-FORWARD"]),
        f"set entry, IPv{family}": (["sh", "-c", f"ipset list {pods} | sed 1,/Members/d | sort"], ["ipset", "flush", pods]),
    }
    net, host = ("10.99.0.0/24", "10.99.0.1") if family == 4 else ("fd99::/64", "fd99::1")
    route, rule, ours = f"{' '.join(ip)} route", f"POSTROUTING -s {host} -j ACCEPT", f"foreign{family}"
    FOREIGN |= {
        f"route, IPv{family}": (f"{route} add {net} dev eth0", f"{route} show {net} | grep eth0", f"{route} del {net}"),
        f"rule in {tables}": (f"{tables} -t nat -A {rule}", f"{tables} -t nat -C {rule}", f"{tables} -t nat -D {rule}"),
        f"set, IPv{family}": (f"ipset create {ours} hash:ip family {'inet' if family == 4 else 'inet6'} && ipset add {ours} {host}",
                              f"ipset test {ours} {host}", f"ipset destroy {ours}"),
    }


def unrepaired():
    return [k for k, (read, _) in REPAIRED.items() if run("node1", *read, check=False) != desired[k]]


# both faults at once: the agent repairs the host without the API server as well
desired, unrepaired_at_the_end = {}, ["not tried"]
with check("faults: API server away for a minute: traffic stays, and what changed meanwhile is taken up"):
    say("faults: the API server is away for 60 s; meanwhile host state of node1 is deleted by hand")
    with open(f"/proc/{api_server()}/cmdline", "rb") as f:
        command = f.read().decode().rstrip("\0").split("\0")
    had = cluster.ready_endpoints()
    with Witness(scene, "the API server's absence", links_change=True):
        os.kill(api_server(), 9)
        try:
            for add, _, _ in FOREIGN.values():
                run("node1", "sh", "-c", add)
            desired = {k: run("node1", *read) for k, (read, _) in REPAIRED.items()}
            for _, delete in REPAIRED.values():
                run("node1", *delete)
            wait(5, "the Nodes to reach Pods again", scene.works)  # the routes are back at once
            scene.works_for(60)
            unrepaired_at_the_end = unrepaired()
        finally:
            start_api_server(command)
    since = Since("the API server is back")
    wait(60, "all to work", scene.works)
    since.say("all works", CONVERGED)
    bites_soon(since, "after")
    # what Kubernetes does itself comes late: its controllers wait longer and longer between their attempts
    ports = cluster.ports("node2")
    extra, = start(manifest("extra", SPACE, "node2", WEB))
    since.say("a new Pod runs")
    scene.server.listen(extra.net, "extra", tcp=[8080])
    wait(90, "its EndpointSlice", lambda: extra.of(V) in cluster.endpoints(SPACE))
    since.say("Kubernetes has made it an endpoint")
    wait(60, "the new endpoint to serve", lambda: greet(b.net, scene.web_ip, 80, 2)[0] == "extra")
    since.say("the endpoint serves")
    cluster.remove(SPACE, "extra")
    wait(90, "its EndpointSlice to be without it", lambda: extra.of(V) not in cluster.endpoints(SPACE, ready=False))
    wait(90, "kubelet to have it removed", lambda: cluster.ports("node2") == ports)
    # kubelets that could not tell how Pods are: their endpoints are taken out of Services, and come back as late as all the rest
    wait(90, "Kubernetes to have the endpoints of before", lambda: cluster.ready_endpoints() == had)
    scene.converged("the API server's absence")

with check("faults: routes, rules and set entries deleted by hand were back within a minute, foreign ones are untouched"):
    equal([k for k in REPAIRED if not desired.get(k, "").strip()], [], "what was not there to delete")
    equal(unrepaired_at_the_end, [], "what was not back after a minute")
    for what, (_, test, _) in FOREIGN.items():
        expect(run("node1", "sh", "-c", f"{test} >/dev/null 2>&1 && echo yes", check=False).strip() == "yes", f"the foreign {what} is gone")
    for _, _, delete in FOREIGN.values():
        run("node1", "sh", "-c", delete)
    equal(greet(a.net, c.of(V), 8080)[0], "c", "server")


GOOD = agents.configuration()
for word, bad in (("noSuchKey", "noSuchKey: true\n" + GOOD), ("NoSuchGate", GOOD.replace("featureGates:", "featureGates:\n  NoSuchGate: true", 1))):
    with check(f"faults: {word} in the configuration: the agent names it and ends with a fault, meanwhile Pods keep traffic and policies"):
        say(f"faults: the agent of node2 is killed, and the next one finds {word} in its configuration")
        expect(word in bad, "the configuration has no featureGates")
        try:
            with Witness(scene, f"an agent that does not start for {word}"):
                agents.hold_away("node2", bad)
                agent_says(word)
                scene.works_for(5)
        finally:
            api.merge(agents.CONFIG, {"data": {"antrea-agent.conf": GOOD}})
            api.delete(agents.pod_path("node2"))
        cluster.wait_for_agents(150)
        scene.converged("a good configuration", "node2")

cluster.drop_namespaces(SPACE)
finish()
