"""One figure is one line of JSON; the machine, its load before and the moment are in it. Needs no lab."""
import json
import os
import platform
import statistics
import sys
import time

LOAD = os.getloadavg()[0]  # before this bench began


def machine():
    return {"date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "cores": os.cpu_count(), "kernel": platform.release(), "loadBefore": round(LOAD, 1)}


def put(figures):
    print(json.dumps({**figures, **machine()}), flush=True)


def stamp():
    """Lines of a bench in Java, from standard input, with the machine added."""
    for line in sys.stdin:
        if line.startswith("{"):
            put(json.loads(line))
        else:
            sys.stderr.write(line)


def gather():
    """Lines of several runs of one bench in Java, as one line: seconds are spread, all else is that of the run in the middle."""
    runs = []
    for line in sys.stdin:
        if line.startswith("{"):
            runs.append(json.loads(line))
        else:
            sys.stderr.write(line)
    runs.sort(key=lambda run: run["seconds"])
    put({**runs[len(runs) // 2], **{what: spread((run[what] for run in runs), 2) for what in ("seconds", "cpuSeconds")}})


def spread(values, digits=1):
    ordered = sorted(values)
    if not ordered:
        return {"n": 0}
    return {"n": len(ordered), "min": round(ordered[0], digits), "median": round(statistics.median(ordered), digits),
            "p90": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))], digits), "max": round(ordered[-1], digits)}
