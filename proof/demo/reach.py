#!/usr/bin/env python3
"""Who reaches whom in the shop: asks from every Pod, prints a table, and compares each answer with the policies.

Everything is asked ROUNDS times, and each answer must be right: nothing is asked again because it was wrong. settled.py says when to ask.

usage: reach.py KUBECTL...   prints a "FAIL" line for what is wrong, and counts; exit 0 when all agree.
"""
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import reading

KUBECTL = sys.argv[1:]
APPS = ["client", "frontend", "backend", "database"]
ROUNDS = 3
PORT = {"client": 8080, "frontend": 8080, "backend": 8080, "database": 5432}


def get(*what):
    return json.loads(subprocess.run([*KUBECTL, "get", *what, "-o", "json"], check=True, stdout=subprocess.PIPE).stdout)


def pods(namespace, selector=""):
    out = []
    for item in get("pods", "-n", namespace, *(["-l", selector] if selector else []))["items"]:
        if item["metadata"].get("deletionTimestamp") or not item["status"].get("podIP"):
            continue
        ports = {
            p["name"]: p["containerPort"]
            for c in item["spec"]["containers"]
            for p in c.get("ports", [])
            if "name" in p
        }
        out.append({
            "name": item["metadata"]["name"],
            "namespace": namespace,
            "labels": item["metadata"].get("labels", {}),
            "node": item["spec"].get("nodeName", ""),
            "ip": item["status"]["podIP"],
            "ports": ports,
        })
    return out


def address(ip, port):
    return f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}"


def ask(pod, targets):
    """Runs all probes of one Pod at once, each ROUNDS times: {name: how often it was reached}."""
    lines = []
    for name, command in targets.items():
        rounds = "; ".join([f"if {command} >/dev/null 2>&1; then n=$((n + 1)); fi"] * ROUNDS)
        lines.append(f"( n=0; {rounds}; echo '{name}' $n ) &")
    script = "\n".join(lines) + "\nwait"
    done = subprocess.run(
        [*KUBECTL, "exec", "-n", pod["namespace"], pod["name"], "--", "sh", "-c", script],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    answers = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())
    missing = set(targets) - set(answers)
    if missing:
        raise RuntimeError(f"no answer from {pod['name']}: {done.stderr.strip() or missing}")
    return {name: int(count) for name, count in answers.items()}


def main():
    policies = get("networkpolicies", "-A")["items"]
    namespaces = {n["metadata"]["name"]: n["metadata"].get("labels", {}) for n in get("namespaces")["items"]}
    shop = pods("shop")
    dns = pods("kube-system", "k8s-app=kube-dns")
    services = {s["metadata"]["name"]: s["spec"]["clusterIP"] for s in get("services", "-n", "shop")["items"]}
    by_app = {a: [p for p in shop if p["labels"]["app"] == a] for a in APPS}

    columns = [(f"Service {a}", "service", a) for a in APPS[1:]] + [(f"Pods {a}", "pods", a) for a in APPS]
    columns.append(("DNS", "dns", ""))
    targets, meaning = {}, {}
    for a, ip in services.items():
        port = 5432 if a == "database" else 80
        targets[f"service/{a}"] = f"/agnhost connect {address(ip, port)} --timeout=2s"
        meaning[f"service/{a}"] = (by_app[a], "TCP", PORT[a])
    for p in shop:
        number = PORT[p["labels"]["app"]]
        targets[f"pod/{p['name']}"] = f"/agnhost connect {address(p['ip'], number)} --timeout=2s"
        meaning[f"pod/{p['name']}"] = ([p], "TCP", number)
    # dig may send a second datagram, as every resolver does: the first to another Node is lost while the tunnel asks for its peer's MAC address
    targets["dns/"] = "dig +time=2 +tries=2 +noall +answer backend.shop.svc.cluster.local A backend.shop.svc.cluster.local AAAA | grep -q IN"
    meaning["dns/"] = (dns, "UDP", 53)

    with ThreadPoolExecutor(4) as pool:
        answers = dict(zip((p["name"] for p in shop), pool.map(lambda p: ask(p, targets), shop)))

    def expected(source, target):
        destinations, protocol, number = meaning[target]
        return any(
            reading.allowed(policies, source, d, protocol, number, namespaces)
            for d in destinations if target.startswith("pod/") or d["name"] != source["name"])

    width = max(len(c[0]) for c in columns) + 2
    print(f"  {'from':<10}" + "".join(f"{c[0]:>{width}}" for c in columns))
    failures = []
    checks = 0
    for app in APPS:
        cells = []
        for title, kind, to in columns:
            names = {"service": [f"service/{to}"], "dns": ["dns/"],
                     "pods": [f"pod/{p['name']}" for p in by_app.get(to, [])]}[kind]
            reached = total = 0
            for source in by_app[app]:
                for name in names:
                    if name == f"pod/{source['name']}":
                        continue
                    got, want = answers[source["name"]][name], expected(source, name)
                    reached, total, checks = reached + got, total + ROUNDS, checks + 1
                    if got != (ROUNDS if want else 0):
                        failures.append(f"FAIL {source['name']} ({source['node']}) -> {name}: "
                                        f"reached {got} times of {ROUNDS}, the policies say {'yes' if want else 'no'}")
            mark = "-" if total == 0 else "yes" if reached == total else "no" if reached == 0 else f"{reached}/{total}"
            cells.append(mark)
        print(f"  {app:<10}" + "".join(f"{c:>{width}}" for c in cells))
    for line in failures:
        print(line)
    print(f"CHECKS {checks - len(failures)} {len(failures)}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
