"""What an operator looks at: which Nodes have a policy, metrics, the audit log, the lab's own commands, and what kubectl says of our kinds;
and a Pod that goes while its Node's agent is away."""
import base64
import http.client
import json
import os
import re
import socket
import ssl
import subprocess

import agents
import cluster
from checks import check, equal, expect, finish, say, wait
from cluster import FAMILIES, LAB, NODES, OUTSIDE, V, api, kubectl, manifest, run, start
from netns import inside
from remains import traces, unchanged
from traffic import Server, family, fate, greet

SPACE = "operations"
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")
KEPT = {"app": "kept"}

say("operations: starting 3 Pods")
cluster.nobody_leaves()
cluster.namespace(SPACE)
asker, near, far = start(manifest("asker", SPACE, "node1", {"app": "asker"}), manifest("near", SPACE, "node1", KEPT), manifest("far", SPACE, "node2", KEPT))
server = Server()
for p in (asker, near, far):
    server.listen(p.net, p.name, tcp=[8080, 8081])


def policy(name, selector, port=8080):
    """Only asker comes in, and only at one port."""
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name, "namespace": SPACE},
            "spec": {"podSelector": {"matchLabels": selector}, "policyTypes": ["Ingress"],
                     "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "asker"}}}], "ports": [{"port": port}]}]}}


def realised():
    """{our policy: "Nodes that have it/Nodes that need it"}, as kubectl shows it."""
    rows = [line.split() for line in kubectl("get", "networkpolicies.controlplane.antrea.io", "-A", "--no-headers").splitlines()]
    prefix = f"K8sNetworkPolicy:{SPACE}/"
    return {source.removeprefix(prefix): nodes for _, source, nodes, _ in rows if source.startswith(prefix)}


with check("operations: kubectl tells how many of a policy's Nodes have realised it"):
    api.apply(policy("both", KEPT), policy("one", {"app": "asker"}, 8081), policy("nowhere", {"app": "nobody"}))
    wait(30, "each to be realised on the Nodes of its Pods", lambda: equal(realised(), {"both": "2/2", "one": "1/1", "nowhere": "0/0"}) is None)
    for p in (near, far):
        equal((greet(asker.net, p.of(V), 8080)[0], fate(asker.net, p.of(V), 8081, 1)), (p.name, "silent"), f"what asker meets at {p.name} at once")


# Metrics, as a Prometheus of the cluster scrapes them

def documented():
    """The names in docs/reference/metrics.md: (those that there are, those that are missing)."""
    with open(f"{ROOT}/docs/reference/metrics.md", encoding="utf-8") as f:
        there, missing = (re.findall(r"^\| `(\w+)` \|", part, re.M) for part in f.read().split("these are missing"))
    return set(there), set(missing)


def token_of(account):
    return api.call("POST", f"/api/v1/namespaces/{SPACE}/serviceaccounts/{account}/token",
                    {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}})["status"]["token"]


def scraped(node, port, authorities, name, token):
    """(status, text) of /metrics at a Node's address, from outside; the certificate is checked."""
    with inside(OUTSIDE):
        plain = socket.create_connection((cluster.node_ip(node, FAMILIES[0]), port), timeout=10)
    connection = http.client.HTTPSConnection(name)
    connection.sock = ssl.create_default_context(cadata=authorities).wrap_socket(plain, server_hostname=name)
    try:
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {token}"} if token else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def agent_metrics(node, token):
    info = api.get(f"/apis/crd.antrea.io/v1beta1/antreaagentinfos/{node}")
    return scraped(node, info["apiPort"], base64.b64decode(info["apiCABundle"]).decode(), "localhost", token)


def controller_metrics(token):
    authorities = api.get("/api/v1/namespaces/kube-system/configmaps/antrea-ca")["data"]["ca.crt"]
    return scraped(cluster.controller_pod()["spec"]["nodeName"], 10349, authorities, "antrea.kube-system.svc", token)


def families(text):
    return set(re.findall(r"^# TYPE (\w+) ", text, re.M))


def samples(text):
    """{name and labels: value}"""
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if line and not line.startswith("#")}


for account in ("scraper", "nobody"):
    api.apply({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": account, "namespace": SPACE}})
ROLE = {"name": "operations-scraper"}
api.apply({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ROLE, "rules": [{"nonResourceURLs": ["/metrics"], "verbs": ["get"]}]},
          {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ROLE,
           "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", **ROLE},
           "subjects": [{"kind": "ServiceAccount", "name": "scraper", "namespace": SPACE}]})
THERE, MISSING = documented()
SCRAPER = token_of("scraper")

with check("operations: an agent's /metrics has every metric that the reference lists for it, and no other"):
    wanted = {m for m in THERE if m.startswith(("antrea_agent_", "antrea_proxy_", "process_"))}
    for n in NODES:
        status, text = agent_metrics(n, SCRAPER)
        equal(status, 200, f"status of {n}")
        equal((sorted(wanted - families(text)), sorted(families(text) - wanted)), ([], []), f"metrics that {n} has not, and has too much")
        silent = [m for m in wanted if not any(re.split(r"[{ ]", s)[0].startswith(m) for s in samples(text))]
        equal(silent, [], f"metrics of {n} without a value")

with check("operations: the controller's /metrics has every metric that the reference lists for it, and no other"):
    wanted = {m for m in THERE if m.startswith(("antrea_controller_", "process_"))}
    status, text = controller_metrics(SCRAPER)
    equal(status, 200, "status")
    equal((sorted(wanted - families(text)), sorted(families(text) - wanted)), ([], []), "metrics that it has not, and has too much")

with check("operations: what is listed is either an agent's or the controller's, and what is missing is not there"):
    equal(sorted(m for m in THERE if not m.startswith(("antrea_agent_", "antrea_proxy_", "antrea_controller_", "process_"))), [], "metrics of nobody")
    equal(sorted(THERE & MISSING), [], "metrics that are listed as missing too")

with check("operations: metrics count what is there: Pods, policies, rules, flows"):
    for n in NODES[:2]:
        pods = [i for i in api.items(f"/api/v1/pods?fieldSelector=spec.nodeName%3D{n}") if not i["spec"].get("hostNetwork") and not i["metadata"].get("deletionTimestamp")]
        ours = 2 if n == "node1" else 1  # "both" is on both, "one" on asker's Node
        def counted():
            found = samples(agent_metrics(n, SCRAPER)[1])
            now = [found[f"antrea_agent_{m}"] for m in ("local_pod_count", "networkpolicy_count", "ingress_networkpolicy_rule_count", "egress_networkpolicy_rule_count")]
            equal(now, [len(pods), ours, ours, 0], f"Pods, policies and rules of each direction on {n}")
            equal(found["antrea_agent_ovs_total_flow_count"], len(cluster.flows(n)), f"flows of {n}")
            return True
        wait(40, "the metrics to be right", counted, every=1)
    text = samples(controller_metrics(SCRAPER)[1])
    expect(text["antrea_controller_network_policy_processed"] >= 3, f"the controller has processed {text['antrea_controller_network_policy_processed']} policies")

with check("operations: metrics are for those who may: without a token and with a stranger's there are none"):
    for who, ask in (("node1's agent", lambda token: agent_metrics("node1", token)), ("the controller", controller_metrics)):
        equal((ask("")[0], ask("wrong")[0], ask(token_of("nobody"))[0]), (403, 401, 403), f"what {who} says without a token, with a wrong one and with a stranger's")
api.delete("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/operations-scraper")
api.delete("/apis/rbac.authorization.k8s.io/v1/clusterroles/operations-scraper")


# The lab's own commands

def lab(*arguments):
    """(exit code, what it printed)"""
    done = subprocess.run(["./lab", "--name", LAB, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    return done.returncode, done.stdout


def prints(words, *arguments):
    code, output = lab(*arguments)
    expect(code == 0 and all(w in output for w in words), f"./lab {' '.join(arguments)}: code {code}, not all of {words} in: {output[-300:]}")


with check("operations: ./lab node runs a command in the Node that was named, and ends with its code"):
    for n in NODES:
        prints([cluster.gateway_ip(n, v) for v in FAMILIES], "node", n, "ip", "address", "show", "antrea-gw0")
    equal(lab("node", "node1", "sh", "-c", "echo here; exit 7"), (7, "here\n"), "code and output")
    expect(lab("node", "node9", "true")[0] != 0, "there is a node9")

with check("operations: ./lab reload builds, puts images that the lab has not had into each Node, and leaves all ready"):
    say("operations: a reload")
    images = os.path.join(cluster.STATE, "images")
    for name in os.listdir(images):
        os.remove(os.path.join(images, name))  # by these it knows what the Nodes have
    prints([f"images imported into {len(NODES)} Nodes", "agents ready", "controller ready"], "reload")
    equal(sorted(os.listdir(images)), ["agent.tar", "controller.tar"], "what it knows of the Nodes' images")

with check("operations: ./lab logs shows the log of each part, of one Node or of all"):
    prints([f"pod={SPACE}/near "], "logs", "agent", "node1")
    expect(f"pod={SPACE}/near " not in lab("logs", "agent", "node2")[1], "node2's agent tells of a Pod of node1")
    prints([f"=== {n} " for n in NODES] + [f"pod={SPACE}/{p} " for p in ("near", "far")], "logs", "agent")
    prints(["ControllerMain]"], "logs", "controller", "--tail=-1")
    prints(["Open vSwitch runs"], "logs", "ovs", "node1", "--tail=-1")
    prints(["br-phy"], "logs", "transport", "node1")
    expect(lab("logs", "nobody")[0] != 0, "there are logs of nobody")


def agent_says(node, path):
    """What the agent answers within its Node to whoever can read its token there."""
    token = run(node, "cat", "/run/antrea/apiserver/loopback-client-token")
    return run(node, "curl", "-sSfk", "-H", f"Authorization: Bearer {token}", f"https://127.0.0.1:10350{path}")


def interface_of(pod):
    found, = json.loads(agent_says(pod.node, f"/podinterfaces?name={pod.name}&namespace={pod.namespace}"))
    return found


with check("operations: an agent tells of its Pods, policies, groups and gates"):
    for p in (near, far):
        interface = interface_of(p)
        equal((interface["ips"], interface["interfaceName"] in cluster.ports(p.node)), (p.ips, True), f"addresses of {p.name}, whether its port is on the switch")
    policies = json.loads(agent_says("node1", "/networkpolicies"))["items"]
    equal(sorted(f"{p['sourceRef']['namespace']}/{p['sourceRef']['name']}" for p in policies), [f"{SPACE}/both", f"{SPACE}/one"], "policies of node1")
    for path, names, what in (("/appliedtogroups", {"asker", "near"}, "Pods of node1 to which its policies apply"), ("/addressgroups", {"asker"}, "Pods that its policies name")):
        equal({m["pod"]["name"] for g in json.loads(agent_says("node1", path))["items"] for m in g["groupMembers"]}, names, what)
    equal(json.loads(agent_says("node1", "/agentinfo"))["nodeRef"]["name"], "node1", "name in /agentinfo")
    expect("AntreaProxy" in [g["name"] for g in json.loads(agent_says("node1", "/featuregates")) if g["status"] == "Enabled"], "AntreaProxy is not among the gates")

with check("operations: ./lab trace tells where a packet goes, and in which table it is dropped"):
    tables = dict(re.findall(r'table_id="(\d+)",table_name="(\w+)"', agent_says("node1", "/metrics")))
    source, to = interface_of(asker), interface_of(near)
    kind, ip = ("tcp", "nw") if V == 4 else ("tcp6", "ipv6")
    flow = f"in_port={source['interfaceName']},{kind},dl_src={source['mac']},dl_dst={to['mac']},{ip}_src={asker.of(V)},{ip}_dst={near.of(V)},tp_dst="
    def traced(port):
        """(the name of the table that the packet met last, what it did there, the last line)"""
        code, output = lab("trace", "node1", flow + str(port))
        equal(code, 0, f"exit code, after {output[-300:]}")
        lines = [line.strip() for line in output.splitlines()]
        at = max(i for i, line in enumerate(lines) if re.match(r"\d+\. ", line))
        return tables[lines[at].split(".")[0]], lines[at + 1:at + 3], lines[-1]
    table, does, _ = traced(8080)
    equal((table, does[1]), ("Output", f"-> output port is {to['ofPort']}"), "last table, and what it does")
    table, _, end = traced(8081)
    equal((table, end), ("IngressDefaultRule", "Datapath actions: drop"), "last table, and the end")
    expect(lab("trace", "node1", "no=flow")[0] != 0, "nonsense is traced")



# The audit log

def knock(port):
    """asker connects to near; the port from which it did."""
    with inside(asker.net):
        s = socket.socket(family(near.of(V)), socket.SOCK_STREAM)
    with s:
        s.settimeout(0.3)
        s.connect_ex((near.of(V), port))
        return s.getsockname()[1]


def audited(source_port):
    """The lines of near's Node about a connection of asker, without their times."""
    lines = run("node1", "sh", "-c", "cat /var/log/antrea/networkpolicy/np.log 2>/dev/null || true").splitlines()
    return [line.split(" ", 2)[2] for line in lines if f" {asker.of(V)} {source_port} {near.of(V)} " in line]


def logged(port, what):
    """Knocks until there is a line about it, which must be right, and alone."""
    line = f"{what} {SPACE}/near {asker.of(V)} SOURCE {near.of(V)} {port} TCP {60 if V == 4 else 80} <nil>"
    def seen():
        source = knock(port)
        found = wait(3, "a line", lambda: audited(source))
        equal(found, [line.replace("SOURCE", str(source))], "lines")
        return True
    wait(30, f"a line of the audit log about port {port}", seen)


with check("operations: a Namespace's annotation makes each connection a line of the audit log, allowed or dropped; without it there is none"):
    before = [knock(8080), knock(8081)]
    api.merge(f"/api/v1/namespaces/{SPACE}", {"metadata": {"annotations": {"networkpolicy.antrea.io/enable-logging": "true"}}})
    logged(8080, f"IngressRule K8sNetworkPolicy:{SPACE}/both <nil> Ingress Allow 190")
    logged(8081, "IngressDefaultRule K8sNetworkPolicy <nil> Ingress Drop <nil>")
    equal([line for port in before for line in audited(port)], [], "lines from before")


# What kubectl says of our kinds

with check("operations: kubectl gets, describes and explains AntreaAgentInfos, AntreaControllerInfos and the policies of the controller"):
    ours = [i["metadata"]["uid"] for i in api.items(f"/apis/networking.k8s.io/v1/namespaces/{SPACE}/networkpolicies")]
    for kind, names, words in (("antreaagentinfos", NODES, ["Agent Conditions:", "Ovs Info:", "Node Subnets:"]),
                               ("antreacontrollerinfos", ["antrea-controller"], ["Controller Conditions:", "Connected Agent Num:"]),
                               ("networkpolicies.controlplane.antrea.io", ours, ["Applied To Groups:", "Source Ref:"])):
        found = [n.rpartition("/")[2] for n in kubectl("get", kind, "-o", "name").split()]
        equal([n for n in names if n not in found], [], f"{kind} that kubectl does not list")
        description = kubectl("describe", kind, *names)
        equal([w for w in words if w not in description], [], f"what the description of {kind} lacks")
        equal([n for n in names if not re.search(rf"^Name: +{n}$", description, re.M)], [], f"{kind} that are not described")
        explanation = kubectl("explain", kind)
        expect("FIELDS:" in explanation and "<empty>" not in explanation, f"kubectl explains {kind} so: {explanation[:300]}")
    rows = [line.split() for line in kubectl("get", "antreaagentinfos,antreacontrollerinfos", "--no-headers").splitlines()]
    equal({row[0].partition("/")[2]: row[1] for row in rows if row}, {**dict.fromkeys(NODES, "True"), "antrea-controller": "True"}, "who is healthy")
    equal((sorted(kubectl("get", "aai", "-o", "name").split()), len(kubectl("get", "aci", "-o", "name").split())),
          ([f"antreaagentinfo.crd.antrea.io/{n}" for n in NODES], 1), "what their short names list")


with check("operations: Pods deleted while their Node's agent is away go when it is back, and leave nothing; a policy of that time is realised then"):
    say("operations: the agent of node1 is away while two of its Pods are deleted")
    api.delete(agents.pod_path("node1"))  # kubelet has patience with a new Pod: the more often one has ended, the later it is tried again
    cluster.wait_for_agents()
    wait(30, "the policies to be realised again", lambda: equal(realised(), {"both": "2/2", "one": "1/1", "nowhere": "0/0"}) is None)
    before = traces("node1")
    leavers = start(manifest("deleted", SPACE, "node1"), manifest("forced", SPACE, "node1"))
    expect({p.ip for p in leavers} <= set(traces("node1")["addresses"]), "no files of their addresses")
    good = agents.configuration()
    try:
        agents.hold_away("node1", "noSuchKey: true\n" + good)
        for p, grace in zip(leavers, (1, 0)):  # with 0 the API has forgotten it at once
            api.delete(f"/api/v1/namespaces/{SPACE}/pods/{p.name}", grace)
        api.apply(policy("both", KEPT, 8081))
        wait(30, "node2 alone to have the policy", lambda: equal(realised()["both"], "1/2") is None)
        equal((greet(asker.net, far.of(V), 8081)[0], greet(asker.net, near.of(V), 8080)[0]), ("far", "near"), "who answers, with the new policy on node2 and the old one on node1")
        expect({p.ip for p in leavers} <= set(traces("node1")["addresses"]), "their addresses were given back without the agent")
    finally:
        agents.configure("node1", good)
        cluster.wait_for_agents(330)
    wait(30, "both Nodes to have the policy", lambda: equal(realised()["both"], "2/2") is None)
    equal((greet(asker.net, near.of(V), 8081)[0], fate(asker.net, near.of(V), 8080, 1)), ("near", "silent"), "what asker meets at near")
    for p in leavers:
        cluster.gone(f"/api/v1/namespaces/{SPACE}/pods/{p.name}", 120)
    api.apply(policy("both", KEPT))
    unchanged("node1", before, 120)
    late, = start(manifest("late", SPACE, "node1"))
    server.listen(late.net, "late", tcp=[8080])
    equal(greet(asker.net, late.of(V), 8080)[0], "late", "who answers at a new Pod")

cluster.drop_namespaces(SPACE)
finish()
