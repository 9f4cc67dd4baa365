"""Policies that are large, empty or hard to read: each holds, none hinders another, and none leaves a trace."""
import time

import cluster
from checks import check, finish, say, wait
from cluster import NODES, V
from scene import WEB, Scene

SPACE = "oddities"
scene = Scene(SPACE)
a, b, c, stranger = scene.a, scene.b, scene.c, scene.stranger

MANY = [f"100.{64 + i // 250}.{i % 250}.0/24" if V == 4 else f"fd99:0:0:{i:x}::/64" for i in range(1000)]
with check("oddities: a policy with 1000 prefixes and one with empty selectors are realised, and go without a trace"):
    say("oddities: policies with 1000 prefixes, and with empty selectors")
    started = time.monotonic()
    scene.apply("many", {}, [{"from": [{"ipBlock": {"cidr": cidr}} for cidr in [*MANY, f"{a.of(V)}/{32 if V == 4 else 128}"]]}])
    wait(60, "it to be enforced", lambda: scene.closed(b, c) and scene.answers(a, c) and scene.answers(a, b))
    say(f"oddities: 1000 prefixes enforced after {time.monotonic() - started:.1f} s")
    for n in NODES[:2]:
        wait(20, f"a row for each prefix on {n}", lambda: sum("=100." in f or "=fd99:" in f for f in cluster.flows(n)) == len(MANY), every=0.5)
    scene.apply("empty", {}, [{"from": [{"podSelector": {}}]}])
    wait(60, "it to be enforced", lambda: all(scene.answers(p, c) for p in (a, b, scene.guarded, stranger)))
    scene.drop("many", "empty")
    scene.converged("large policies")

# What the API server takes, and a strict reader may not. None of them lets a Pod of ours in.
ODD = {
    "prefix length with a zero in front": [{"from": [{"ipBlock": {"cidr": "172.16.0.0/012"}}]}],
    "address with zeros in front": [{"from": [{"ipBlock": {"cidr": "172.016.000.0/16"}}]}],
    "IPv4 within IPv6": [{"from": [{"ipBlock": {"cidr": "::ffff:172.16.0.0/112"}}]}],
    "host bits": [{"from": [{"ipBlock": {"cidr": "172.16.3.4/12", "except": ["172.16.9.9/16"]}}]}],
    "the other family": [{"from": [{"ipBlock": {"cidr": "2001:db8::/32" if V == 4 else "172.16.0.0/12"}}]}],
    "port name that no Pod has": [{"ports": [{"port": "nosuch"}]}],
    "SCTP": [{"ports": [{"protocol": "SCTP", "port": 7}]}],
    "selectors that exclude each other": [{"from": [{"podSelector": {"matchExpressions": [{"key": "x", "operator": "Exists"}, {"key": "x", "operator": "DoesNotExist"}]}}]}],
}
with check("oddities: policies that are hard to read isolate the Pods they name, and hinder no other policy"):
    accepted = []
    for i, (title, ingress) in enumerate(ODD.items()):
        try:
            scene.apply(f"odd{i}", {"app": "stranger"}, ingress)
        except cluster.ApiError as refusal:
            say(f"oddities: {title}: the API server refuses it: {str(refusal)[:120]}")
            continue
        try:
            wait(30, f"\"{title}\" to isolate its Pod", lambda: scene.closed(a, stranger))
        finally:
            scene.drop(f"odd{i}")
        accepted.append((i, ingress))
        wait(30, f"\"{title}\" to go", lambda: scene.answers(a, stranger))
    for i, ingress in accepted:
        scene.apply(f"odd{i}", {"app": "stranger"}, ingress)
    scene.apply("late", WEB, [])
    wait(60, "an ordinary policy to be enforced beside them", lambda: scene.closed(b, a) and scene.closed(stranger, c))
    scene.drop("late", *[f"odd{i}" for i, _ in accepted])
    scene.converged("odd policies")

cluster.drop_namespaces(SPACE)
finish()
