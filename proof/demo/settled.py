#!/usr/bin/env python3
"""Waits until nothing is under way any more, so that from then on every answer counts: all Nodes of a policy have realised it, those that were
deleted are gone, the switch of each Node has the shop's Services with all their endpoints, and the DNS knows the shop's names.

usage: settled.py LAB...   LAB is how the lab is called, as ./lab; exit 0 when it is so, else it says what is missing
"""
import json
import subprocess
import sys
import time

LAB = sys.argv[1:]
SECONDS = 60
SOCKET = "unix:/run/antrea/openvswitch/br-int.mgmt"


def lab(*arguments):
    return subprocess.run([*LAB, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True).stdout


def items(*what):
    return json.loads(lab("kubectl", "get", *what, "-o", "json"))["items"]


def unrealised():
    """Policies that some of their Nodes do not have yet, by their own word, and those that should be gone."""
    wanted = {p["metadata"]["uid"]: f"{p['metadata']['namespace']}/{p['metadata']['name']}" for p in items("networkpolicies", "-A")}
    rows = [line.split() for line in lab("kubectl", "get", "networkpolicies.controlplane.antrea.io", "--no-headers").splitlines()]
    known = {uid: (source, *nodes.split("/")) for uid, source, nodes, _ in rows}
    return [f"the controller does not know policy {name}" for uid, name in wanted.items() if uid not in known] + \
        [f"{source} is still there" for uid, (source, *_) in known.items() if uid not in wanted] + \
        [f"{source} is realised on {has} of {needs} Nodes" for source, has, needs in known.values() if has != needs]


def incomplete():
    """Services that are not complete yet: in Kubernetes itself, or in the switch of a Node."""
    pods, services = items("pods", "-n", "shop"), items("services", "-n", "shop")
    slices = items("endpointslices", "-n", "shop")
    out, endpoints = [], {}
    for s in services:
        name, selector = s["metadata"]["name"], s["spec"]["selector"].items()
        own = [x for x in slices if x["metadata"]["labels"]["kubernetes.io/service-name"] == name]
        endpoints[name] = {(a, p["port"]) for x in own for e in x.get("endpoints") or [] if e["conditions"].get("ready") for a in e["addresses"] for p in x["ports"]}
        wanted = {p["status"].get("podIP") for p in pods if selector <= p["metadata"]["labels"].items() and not p["metadata"].get("deletionTimestamp")}
        if {a for a, _ in endpoints[name]} != wanted:
            out.append(f"the endpoints of Service {name} are not its Pods yet")
    for node in (n["metadata"]["name"] for n in items("nodes")):
        flows = lab("node", node, "ovs-ofctl", "-OOpenFlow15", "--no-stats", "--names", "dump-flows", SOCKET).splitlines()
        groups = lab("node", node, "ovs-ofctl", "-OOpenFlow15", "dump-groups", SOCKET).splitlines()
        for s in services:
            name, ip, port = s["metadata"]["name"], s["spec"]["clusterIP"], s["spec"]["ports"][0]["port"]
            rows = [f for f in flows if "table=ServiceLB," in f and f"_dst={ip},tp_dst={port} " in f]
            group = f"group_id={rows[0].rpartition('group:')[2]}," if rows else "none"
            buckets = sum(g.count("bucket=") for g in groups if g.strip().startswith(group))
            ways = [1 for a, p in endpoints[name] if any(f"nat(dst={f'[{a}]' if ':' in a else a}:{p})" in f for f in flows)]
            if not buckets == len(ways) == len(endpoints[name]):
                out.append(f"{node} has {buckets} endpoints of Service {name} and ways to {len(ways)}, not {len(endpoints[name])}")
    return out


def unnamed():
    dns = json.loads(lab("kubectl", "get", "service", "-n", "kube-system", "kube-dns", "-o", "json"))["spec"]["clusterIP"]
    answer = lab("node", "node1", "dig", "+short", "+time=2", "+tries=2", f"@{dns}", "backend.shop.svc.cluster.local", "A", "backend.shop.svc.cluster.local", "AAAA")
    return [] if answer.split() else ["the DNS does not know backend.shop"]


def unsettled():
    try:
        return unrealised() + incomplete() + unnamed()
    except (subprocess.CalledProcessError, KeyError) as fault:
        return [f"{fault} {getattr(fault, 'stderr', '')}".strip()]


def main():
    limit = time.monotonic() + SECONDS
    while True:
        missing = unsettled()
        if not missing:
            return 0
        if time.monotonic() > limit:
            print(f"after {SECONDS} s: " + "; ".join(missing[:5]))
            return 1
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
