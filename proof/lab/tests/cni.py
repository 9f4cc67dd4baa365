"""The CNI plug-in as a runtime calls it, in a Node: every command and version, chained plug-ins, and what goes wrong."""
import json
import os
import signal
import time

import agents
import cluster
from checks import alike, check, equal, expect, finish, say, wait
from cluster import OUTSIDE, V, manifest, node_namespace, run, start
from scene import picture
from traffic import Server, dial, greet, ping

NODE = "node1"
NETNS = "cnitest"
VERSIONS = ["0.3.0", "0.3.1", "0.4.0", "1.0.0"]


def call(command, config, container="cnitest0", netns=f"/var/run/netns/{NETNS}", pod="cnitest", unset=(), plugin="antrea"):
    """(exit code, the JSON that was printed or {})"""
    env = {"CNI_COMMAND": command, "CNI_CONTAINERID": container, "CNI_NETNS": netns, "CNI_IFNAME": "eth0", "CNI_PATH": "/opt/cni/bin",
           "CNI_ARGS": f"IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME={pod};K8S_POD_INFRA_CONTAINER_ID={container}"}
    words = [f"{k}={v}" for k, v in env.items() if k not in unset]
    text = config if isinstance(config, str) else json.dumps(config)
    path = "PATH=/usr/sbin:/usr/bin"  # portmap calls iptables
    out = run(NODE, "sh", "-c", f'env -i {path} "$@" /opt/cni/bin/{plugin}; echo "exit $?"', "sh", *words, stdin=text)
    printed, _, code = out.rpartition("exit ")
    return int(code), json.loads(printed) if printed.strip() else {}


def config(version="0.4.0", **more):
    return {"cniVersion": version, "name": "antrea", "type": "antrea", "ipam": {"type": "host-local"}, **more}


def refused(answer, code, *words):
    equal(answer[0], 1, "exit code")
    equal(answer[1].get("code"), code, f"error code of {answer[1]}")
    for w in words:
        expect(w in answer[1].get("msg", ""), f"the message does not name {w}: {answer[1]}")


def namespace_file():
    """Our namespace as this process can open it: /run of the Node is a file system of its own."""
    with open(f"{cluster.STATE}/nodes/{NODE}/pid", encoding="utf-8") as f:
        return f"/proc/{f.read().strip()}/root/run/netns/{NETNS}"


def inside(*command):
    return run(NODE, "ip", "netns", "exec", NETNS, *command)


def state():
    return cluster.ports(NODE), picture(NODE)[0], cluster.links(NODE)


def as_before():
    """The device of a container goes a moment after DEL has answered."""
    wait(10, "ports, flows and links to be as before", lambda: alike(state(), before))


say("cni: a namespace of our own in node1")
cluster.nobody_leaves()
run(NODE, "sh", "-c", f"ip netns del {NETNS} 2>/dev/null; ip netns add {NETNS}")
before = state()

with check("cni: VERSION tells the versions"):
    code, answer = call("VERSION", {"cniVersion": "0.4.0"})
    equal(code, 0, "exit code")
    equal(answer["supportedVersions"], VERSIONS, "supportedVersions")

for v in VERSIONS:
    with check(f"cni: {v}: ADD gives an interface with an address and a way out, DEL takes all away"):
        code, answer = call("ADD", config(v))
        equal(code, 0, f"exit code of ADD, {answer}")
        equal(answer["cniVersion"], v, "cniVersion")
        equal(answer["interfaces"][1]["name"], "eth0", "interface")
        equal(answer["interfaces"][1]["sandbox"], f"/var/run/netns/{NETNS}", "sandbox")
        ip = answer["ips"][0]
        equal("version" in ip, v != "1.0.0", "whether the address names its version")
        expect(ip["address"] in inside("ip", "address", "show", "eth0"), "the address is not at eth0")
        expect(answer["interfaces"][1]["mac"] in inside("ip", "link", "show", "eth0"), "the MAC is not eth0's")
        expect(ip["gateway"] in inside("ip", "route", "show", "default") + inside("ip", "-6", "route", "show", "default"), "no default route")
        equal(ping(cluster.node_namespace(NODE), ip["address"].split("/")[0], 2), (2, 2), "pings from the Node")
        if v in VERSIONS[2:]:
            equal(call("CHECK", config(v, prevResult=answer))[0], 0, "exit code of CHECK")
        equal(call("DEL", config(v)), (0, {}), "DEL")
        as_before()

with check("cni: ADD twice gives the same interface and address"):
    first, second = call("ADD", config()), call("ADD", config())
    equal(first[0], 0, "exit code")
    equal(second, first, "second answer")
    equal(len(cluster.ports(NODE)), len(before[0]) + 1, "ports")


def fresh():
    """The answer of a new ADD, which CHECK confirms: what is damaged afterwards is all that is wrong."""
    equal(call("DEL", config()), (0, {}), "DEL")
    as_before()
    code, answer = call("ADD", config())
    equal(code, 0, f"exit code of ADD, {answer}")
    equal(call("CHECK", config(prevResult=answer)), (0, {}), "CHECK while all is well")
    return answer


def family(answer, index=0):
    return "-6" if ":" in answer["ips"][index]["address"] else "-4"


with check("cni: CHECK finds a missing address"):
    result = fresh()
    inside("ip", "address", "del", result["ips"][0]["address"], "dev", "eth0")
    refused(call("CHECK", config(prevResult=result)), 103, "default/cnitest", result["ips"][0]["address"])

with check("cni: CHECK finds a missing default route, of each family"):
    result = fresh()
    for i, ip in enumerate(result["ips"]):
        inside("ip", family(result, i), "route", "del", "default")
        everything = "::/0" if ":" in ip["address"] else "0.0.0.0/0"
        refused(call("CHECK", config(prevResult=result)), 103, "default/cnitest", everything, ip["gateway"])
        inside("ip", family(result, i), "route", "add", "default", "via", ip["gateway"], "dev", "eth0")
        equal(call("CHECK", config(prevResult=result)), (0, {}), "CHECK when the route is back")

with check("cni: CHECK finds another MAC address at eth0"):
    result = fresh()
    inside("ip", "link", "set", "eth0", "address", "02:00:00:00:00:99")
    refused(call("CHECK", config(prevResult=result)), 103, "default/cnitest", "02:00:00:00:00:99", result["interfaces"][1]["mac"])

with check("cni: CHECK finds that eth0 is gone"):
    result = fresh()
    inside("ip", "link", "del", "eth0")
    refused(call("CHECK", config(prevResult=result)), 103, "default/cnitest")

with check("cni: CHECK finds that the host end is no port of the bridge"):
    result = fresh()
    run(NODE, "ovs-vsctl", f"--db=unix:{cluster.RUN}/db.sock", "--timeout=10", "del-port", "br-int", result["interfaces"][0]["name"])
    refused(call("CHECK", config(prevResult=result)), 103, "default/cnitest", "port")

with check("cni: CHECK of a result that is not ours fails"):
    result = fresh()
    for ours in (result["interfaces"][1]["mac"], result["interfaces"][0]["mac"]):
        wrong = json.loads(json.dumps(result).replace(ours, "02:00:00:00:00:99"))
        refused(call("CHECK", config(prevResult=wrong)), 103, "default/cnitest", "02:00:00:00:00:99")
    equal(call("CHECK", config(prevResult=result)), (0, {}), "CHECK of the result that is ours")

with check("cni: CHECK without a result is refused with code 2, with one that has no eth0 with code 7"):
    refused(call("CHECK", config()), 2, "prevResult")
    refused(call("CHECK", config(prevResult={**result, "interfaces": result["interfaces"][:1], "ips": []})), 7, "eth0")

with check("cni: DEL twice succeeds, and leaves nothing"):
    equal([call("DEL", config()), call("DEL", config())], [(0, {})] * 2, "answers")
    as_before()

with check("cni: DEL of an unknown container succeeds, with and without its namespace"):
    equal(call("DEL", config(), container="nobody", netns="/var/run/netns/nowhere"), (0, {}), "answer")
    equal(call("DEL", config(), container="nobody", netns=""), (0, {}), "answer")

with check("cni: configuration that is not JSON is refused with code 6"):
    for text in ("", "{", "[]", '{"cniVersion": "0.4.0"', "nonsense", '{"cniVersion": "0.4.0", "ipam": []}'):
        refused(call("ADD", text), 6)

with check("cni: an unknown command is refused with code 4"):
    refused(call("ERASE", config()), 4, "ERASE")

with check("cni: a missing variable is refused with code 4"):
    for name in ("CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"):
        refused(call("ADD", config(), unset=[name]), 4, name)

with check("cni: an unknown version is refused with code 1"):
    for v in ("0.2.0", "9.9.9", ""):
        refused(call("ADD", config(v)), 1)

with check("cni: an unknown IPAM type is refused with code 2"):
    refused(call("ADD", config(ipam={"type": "dhcp"})), 2, "dhcp")

with check("cni: a configuration that says what cannot be is refused with code 7"):
    refused(call("ADD", config(name="")), 7, "name")
    refused(call("ADD", config(name="a/b")), 7, "a/b")
    refused(call("ADD", config(type="")), 7, "type")
    refused(call("ADD", config(mtu=-1)), 7, "mtu")
    as_before()

with check("cni: ADD into a namespace that is not there fails and leaves nothing"):
    code, answer = call("ADD", config(), netns="/var/run/netns/nowhere")
    equal(code, 1, f"exit code, {answer}")
    expect("nowhere" in answer["msg"], f"the message does not name the namespace: {answer}")
    as_before()
    expect(not run(NODE, "sh", "-c", "grep -l cnitest0 /run/antrea/cni/networks/antrea/* || true").strip(), "an address is left")

with check("cni: ADD where eth0 exists already fails, and does not touch it"):
    inside("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "other0")
    equal(call("ADD", config())[0], 1, "exit code")
    expect("eth0" in inside("ip", "link", "show", "type", "veth"), "the interface that was there is gone")
    inside("ip", "link", "del", "eth0")
    as_before()

with check("cni: twenty calls at once for twenty containers"):
    names = [f"cni{i}" for i in range(20)]
    script = " ".join(f"ip netns add {n};" for n in names)
    run(NODE, "sh", "-c", script)
    one = """ip=$1; CNI_COMMAND=$2 CNI_CONTAINERID=$1 CNI_NETNS=/var/run/netns/$1 CNI_IFNAME=eth0 CNI_PATH=/opt/cni/bin CNI_ARGS="K8S_POD_NAMESPACE=default;K8S_POD_NAME=$1" /opt/cni/bin/antrea >/tmp/$1.out"""
    every = 'for n in ' + " ".join(names) + '; do ( ' + one.replace("$1", "$n").replace("$2", "$0").replace("ip=$n; ", "") + ' || echo "bad $n" ) <<C &\n' + json.dumps(config()) + "\nC\ndone; wait"
    equal(run(NODE, "sh", "-c", every, "ADD", timeout=120), "", "failed ADDs")
    addresses = set(run(NODE, "sh", "-c", "cat /tmp/cni?.out /tmp/cni1?.out | tr -d ' \\n' | grep -oE '\"address\":\"[^\"]*' | sort -u").split())
    equal(len(addresses), 20 * len(cluster.FAMILIES), "different addresses")
    equal(run(NODE, "sh", "-c", every, "DEL", timeout=120), "", "failed DELs")
    as_before()
    run(NODE, "sh", "-c", " ".join(f"ip netns del {n}; rm -f /tmp/{n}.out;" for n in names))


# Chained plug-ins: they live on what we answered, so each version's answer goes through both of them.

def nat_rules():
    return sorted(line for line in run(NODE, "sh", "-c", "iptables-save -t nat; ip6tables-save -t nat").splitlines() if "CNI-DN-" in line or "CNI-SN-" in line)


def chained(plugin, version, previous, **runtime):
    return {"cniVersion": version, "name": "antrea", "type": plugin, "capabilities": dict.fromkeys(runtime, True),
            "runtimeConfig": runtime, "prevResult": previous}


def seconds_for(net, address, port, blocks):
    """How long it takes to send as many blocks of 16 KiB, and to have them back."""
    with dial(net, address, port) as s:
        s.settimeout(30)
        while not s.recv(1).endswith(b"\n"):
            pass
        started = time.monotonic()
        for _ in range(blocks):
            s.sendall(bytes(16384))
            left = 16384
            while left:
                left -= len(s.recv(left)) or left
        return time.monotonic() - started


server = Server()
HOST_PORT = 18090
MAPPING = [{"hostPort": HOST_PORT, "containerPort": 8080, "protocol": "tcp"}]
BANDWIDTH = {"ingressRate": 8_000_000, "ingressBurst": 400_000, "egressRate": 8_000_000, "egressBurst": 400_000}  # bits

for v in VERSIONS:
    with check(f"cni: {v}: portmap and bandwidth take our answer, and work with it"):
        code, answer = call("ADD", config(v))
        equal(code, 0, f"exit code of ADD, {answer}")
        maps, limits = chained("portmap", v, answer, portMappings=MAPPING), chained("bandwidth", v, answer, bandwidth=BANDWIDTH)
        made = server.listen(namespace_file(), "cnitest", tcp=[8080])
        try:
            for plugin, chain in (("portmap", maps), ("bandwidth", limits)):
                equal(call("ADD", chain, plugin=plugin)[0], 0, f"exit code of ADD of {plugin}")
            expect(nat_rules(), "portmap made no rules")
            equal(greet(OUTSIDE, cluster.node_ip(NODE, cluster.FAMILIES[0]), HOST_PORT)[0], "cnitest", "who answers at the Node's port")
            took = seconds_for(OUTSIDE, cluster.node_ip(NODE, cluster.FAMILIES[0]), HOST_PORT, 64)
            expect(0.7 < took, f"a megabyte took only {took:.2f} s at 8 Mbit/s")
        finally:
            server.close(made)
        if v in VERSIONS[2:]:
            for plugin, chain in (("portmap", maps), ("bandwidth", limits)):
                equal(call("CHECK", chain, plugin=plugin)[0], 0, f"exit code of CHECK of {plugin}")
        for plugin, chain in (("bandwidth", limits), ("portmap", maps)):
            equal(call("DEL", chain, plugin=plugin), (0, {}), f"DEL of {plugin}")
        equal(call("DEL", config(v, prevResult=answer)), (0, {}), "DEL")
        equal(nat_rules(), [], "rules of portmap afterwards")
        as_before()


# What an agent does that has just started

READY_WITHIN = 30  # seconds that ADD waits for the first policies
TRY_AGAIN_LATER = 11
FILES = "/run/antrea/networkpolicy"

with check("cni: an agent that has never heard of any policy lets no Pod have traffic: ADD waits 30 s, answers with code 11 and leaves nothing; it succeeds when the policies are there"):
    say("cni: the agent of node1 is started anew, without controller and without files of a former one")
    count = agents.restarts(NODE)["antrea-agent"]
    with cluster.without_controller():
        run(NODE, "sh", "-c", f"rm -f {FILES}/*.complete")
        socket = run(NODE, "stat", "-c", "%i %Z", "/run/antrea/cni.sock")
        os.kill(cluster.agent_process(NODE), signal.SIGKILL)
        wait(330, "the agent to be started anew, and to listen", lambda: agents.restarts(NODE)["antrea-agent"] > count
             and run(NODE, "stat", "-c", "%i %Z", "/run/antrea/cni.sock") != socket)
        before = state()
        called = time.monotonic()
        refused(call("ADD", config()), TRY_AGAIN_LATER, "policies")
        took = time.monotonic() - called
        say(f"cni: ADD was refused after {took:.1f} s")
        expect(took > READY_WITHIN - 1, f"it waited only {took:.1f} s")
        expect(not agents.is_ready(NODE), "the agent is ready all the same")
        as_before()
        expect("eth0" not in inside("ip", "link"), "an interface is left")
    _, answer = wait(150, "ADD to succeed", lambda: [a for a in [call("ADD", config())] if a[0] == 0 or a[1]["code"] != TRY_AGAIN_LATER])[0]
    expect("ips" in answer, f"ADD answers {answer}")
    equal(ping(node_namespace(NODE), answer["ips"][0]["address"].split("/")[0], 2), (2, 2), "pings from the Node")
    equal(call("DEL", config()), (0, {}), "DEL")
    cluster.wait_for_agents()
    as_before()
run(NODE, "ip", "netns", "del", NETNS)

SPACE = "chained"
cluster.namespace(SPACE)
with check("cni: a Pod's hostPort is reached at its Node's address: from outside, from its Node and another, from Pods of both"):
    mapped, near, far = start(
        manifest("mapped", SPACE, NODE, container={"ports": [{"containerPort": 8080, "hostPort": HOST_PORT}]}),
        manifest("near", SPACE, NODE), manifest("far", SPACE, "node2"))
    server.listen(mapped.net, "mapped", tcp=[8080])
    for v in cluster.FAMILIES:
        for where, net in (("outside", OUTSIDE), ("another Node", node_namespace("node2")), ("its Node", node_namespace(NODE)),
                           ("a Pod of its Node", near.net), ("a Pod of another Node", far.net)):
            try:
                answer = greet(net, cluster.node_ip(NODE, v), HOST_PORT)
            except OSError as fault:
                raise cluster.Failed(f"IPv{v} from {where}: {fault}") from None
            equal(answer[0], "mapped", f"IPv{v} server from {where}")
            if where == "outside":
                equal(answer[1], cluster.outside_ip(v), "the source that the Pod sees")
    cluster.remove(SPACE, "mapped")
    wait(20, "portmap's rules to go", lambda: not nat_rules())

with check("cni: a Pod's bandwidth annotations are qdiscs of its interface, and go with it"):
    def shaping():
        return sorted(line.split("burst")[0] for line in run(NODE, "tc", "qdisc", "show").splitlines() if " tbf " in line)
    equal(shaping(), [], "shaping before")
    item = manifest("shaped", SPACE, NODE)
    item["metadata"]["annotations"] = {"kubernetes.io/ingress-bandwidth": "10M", "kubernetes.io/egress-bandwidth": "5M"}
    shaped, = start(item)
    rates = [line.split("rate")[1].strip().split()[0] for line in shaping()]
    equal(sorted(rates), ["10Mbit", "5Mbit"], "rates")
    equal(ping(near.net, shaped.of(V), 3), (3, 3), "pings")
    cluster.remove(SPACE, "shaped")
    wait(20, "the shaping to go", lambda: not shaping())
    wait(20, "links as before", lambda: not [n for n in cluster.links(NODE) if n.startswith("bwp")])

cluster.drop_namespaces(SPACE)
finish()
