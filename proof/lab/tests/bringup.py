"""The cluster came up on our network: Nodes, agents, controller, its APIs through the aggregator, and nobody else's proxy."""
import json

from checks import check, equal, expect, finish, wait
from cluster import NODES, api, component, gone, is_running, kubectl, namespace, run, wait_for_agents, wait_for_controller

with check("bring-up: every Node is Ready"):
    def not_ready():
        return [n["metadata"]["name"] for n in api.items("/api/v1/nodes")
                if not any(c["type"] == "Ready" and c["status"] == "True" for c in n["status"]["conditions"])]
    wait(120, "Nodes to be Ready", lambda: not not_ready())

with check("bring-up: an agent on every Node is ready"):
    wait_for_agents()
    equal(sorted(p["spec"]["nodeName"] for p in component("antrea-agent")), NODES, "Nodes with an agent")

with check("bring-up: the controller is ready"):
    wait_for_controller()

with check("bring-up: agents do not restart by themselves"):
    counts = {p["spec"]["nodeName"]: sum(c["restartCount"] for c in p["status"]["containerStatuses"]) for p in component("antrea-agent")}
    expect(not any(counts.values()), f"restarts: {counts}")

with check("bring-up: CoreDNS is ready"):
    wait(90, "CoreDNS", lambda: all(is_running(p) for p in api.items("/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3Dkube-dns")))

with check("bring-up: each agent tells its state in an AntreaAgentInfo"):
    def all_listed():
        listed = kubectl("get", "antreaagentinfos", "-o", "jsonpath={range .items[*]}{.nodeRef.name} {end}").split()
        return sorted(listed) == NODES
    wait(90, "an AntreaAgentInfo for every Node", all_listed, every=2)

with check("bring-up: AntreaAgentInfos name version, bridge and Pod CIDRs"):
    infos = api.items("/apis/crd.antrea.io/v1beta1/antreaagentinfos")
    expect(infos, "there is none")
    for item in infos:
        expect(item.get("version"), f"{item['metadata']['name']} has no version")
        equal(item["ovsInfo"]["bridgeName"], "br-int", "bridge")
        expect(item.get("nodeSubnets"), f"{item['metadata']['name']} has no nodeSubnets")
        expect(any(c["type"] == "AgentHealthy" and c["status"] == "True" for c in item.get("agentConditions", [])), "AgentHealthy is not True")

with check("bring-up: the controller tells its state in an AntreaControllerInfo"):
    def controller_info():
        found = kubectl("get", "antreacontrollerinfos", "-o", "jsonpath={.items[*].connectedAgentNum}").split()
        return found == [str(len(NODES))]
    wait(120, f"an AntreaControllerInfo with {len(NODES)} connected agents", controller_info, every=2)

with check("bring-up: our APIServices are Available"):
    def unavailable():
        ours = [s for s in api.items("/apis/apiregistration.k8s.io/v1/apiservices") if "antrea.io" in s["spec"].get("group", "")]
        served = [s for s in ours if s["spec"].get("service")]
        expect(served, "there is none")
        return [s["metadata"]["name"] for s in ours if not any(c["type"] == "Available" and c["status"] == "True" for c in s["status"]["conditions"])]
    wait(60, "APIServices to be Available", lambda: not unavailable())

with check("bring-up: a deleted namespace goes"):  # it stays for ever while a single APIService is not served
    namespace("brief")
    api.delete("/api/v1/namespaces/brief")
    gone("/api/v1/namespaces/brief")

with check("bring-up: internal NetworkPolicies can be listed through the aggregator"):
    listed = wait(30, "a list", lambda: api.get("/apis/controlplane.antrea.io/v1beta2/networkpolicies"))
    equal(listed["kind"], "NetworkPolicyList", "kind")

with check("bring-up: discovery of controlplane.antrea.io/v1beta2"):
    kinds = {r["name"] for r in api.get("/apis/controlplane.antrea.io/v1beta2")["resources"]}
    expect({"networkpolicies", "addressgroups", "appliedtogroups"} <= kinds, f"resources are {sorted(kinds)}")

with check("bring-up: kubectl explain shows the fields of the policies that the controller computes"):
    for path, words in (("networkpolicies", ["rules", "appliedToGroups", "sourceRef"]), ("networkpolicies.rules.from", ["addressGroups", "ipBlocks"]),
                        ("addressgroups.groupMembers", ["ips", "pod"]), ("appliedtogroups", ["groupMembers"])):
        out = kubectl("explain", path, "--api-version=controlplane.antrea.io/v1beta2")
        for word in words:
            expect(word in out, f"no field {word} in the explanation of {path}: {out[:300]}")

with check("bring-up: kubectl finds our resources by name"):
    out = kubectl("api-resources", "--api-group=controlplane.antrea.io", "-o", "name").split()
    expect("networkpolicies.controlplane.antrea.io" in out, f"api-resources are {out}")

with check("bring-up: no kube-proxy, no rules of one"):
    for node in NODES:
        rules = run(node, "iptables-save")
        expect("KUBE-SERVICES" not in rules and "KUBE-SVC" not in rules, f"{node} has kube-proxy's chains")
        expect("kube-proxy" not in run(node, "ps", "-eo", "comm"), f"{node} runs a kube-proxy")

# What the original's manifest writes: a cluster may move from one to the other.
CONFLIST = {"cniVersion": "0.3.0", "name": "antrea", "plugins": [
    {"type": "antrea", "ipam": {"type": "host-local"}},
    {"type": "portmap", "capabilities": {"portMappings": True}},
    {"type": "bandwidth", "capabilities": {"bandwidth": True}}]}
with check("bring-up: on every Node our CNI configuration is as the original's and the first one, and its plug-ins are there"):
    for node in NODES:
        equal(json.loads(run(node, "cat", "/etc/cni/net.d/10-antrea.conflist")), CONFLIST, f"10-antrea.conflist of {node}")
        # a runtime takes the first by name of these kinds
        files = sorted(f for f in run(node, "ls", "/etc/cni/net.d").split() if f.endswith((".conf", ".conflist", ".json")))
        equal(files[0], "10-antrea.conflist", f"the first configuration of {node}, of {files}")
        for plugin in ("loopback", *(p["type"] for p in CONFLIST["plugins"])):
            run(node, "test", "-x", f"/opt/cni/bin/{plugin}")

finish()
