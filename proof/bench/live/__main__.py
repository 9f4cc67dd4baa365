"""python3 -m live NAME [ARGUMENT]: one bench of a lab that is up ($LAB, default: default), or `table`, `stamp` and `gather`, which need none."""
import importlib
import signal
import sys

BENCHES = {
    "agent-memory": ("memory", "of_agent"), "controller-memory": ("memory", "of_controller"), "memory": ("memory", "both"),
    "cni-add": ("cni", "run"), "cni-del": ("cni", "run"), "cni": ("cni", "run"), "policy-latency": ("policies", "latency"),
    "policy-1000": ("policies", "thousand"), "policy-cidrs": ("policies", "cidrs"), "service-switch": ("services", "switch"),
    "services-1000": ("services", "thousand"), "agent-restart": ("restart", "agent"), "datapath": ("datapath", "run"),
    "table": ("table", "run"), "stamp": ("record", "stamp"), "gather": ("record", "gather"),
}


def end(*_):
    raise SystemExit(143)  # through every `finally`


signal.signal(signal.SIGTERM, end)
where, what = BENCHES[sys.argv[1]]
getattr(importlib.import_module(f".{where}", __package__), what)(*sys.argv[2:])
