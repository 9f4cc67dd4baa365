"""Labs come and go: one is killed while it starts, at random moments, beside the lab that is up; `down` and `up` clear all of it away.

Needs no cluster of its own, but leaves the one that is up alone. SEED=N repeats a run.
"""
import glob
import os
import random
import signal
import subprocess
import time

from checks import check, equal, expect, finish, say, wait

LAB = "killed"
PREFIX = f"aj-{LAB}-"
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "antrea-j")
STATE = f"{CACHE}/labs/{LAB}"
seed = int(os.environ.get("SEED", str(time.time_ns() % 100000)))
dice = random.Random(seed)


def lab(*arguments, **options):
    return subprocess.Popen(["./lab", "--name", LAB, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, **options)


def finished(process, seconds):
    output, _ = process.communicate(timeout=seconds)
    equal(process.returncode, 0, f"exit code, after: {output[-300:]}")
    return output


def ours(pid):
    """Whether a process belongs to the lab: by a file in its folder, its namespaces' names or its cgroup."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as f:
            words = f.read()
        with open(f"/proc/{pid}/cgroup", encoding="utf-8") as f:
            return STATE.encode() in words or PREFIX.encode() in words or PREFIX in f.read()
    except OSError:
        return False


def left():
    """{kind: what is left of the lab}, without the kinds of which nothing is."""
    with open("/proc/self/mountinfo", encoding="utf-8") as f:
        mounts = [line.split()[4] for line in f if PREFIX in line or STATE in line]
    found = {
        "processes": [p for p in os.listdir("/proc") if p.isdigit() and ours(p)],
        "network namespaces": glob.glob(f"/run/netns/{PREFIX}*"),
        "mounts": mounts,
        "cgroups": glob.glob(f"/sys/fs/cgroup/**/{PREFIX}*", recursive=True),
        "memory": glob.glob(f"/dev/shm/{PREFIX}*"),
        "folders": [STATE] if os.path.exists(STATE) else [],
    }
    return {k: v for k, v in found.items() if v}


def interfaces():
    return sorted(os.listdir("/sys/class/net"))


def namespaces():
    return sorted(os.listdir("/run/netns")) if os.path.isdir("/run/netns") else []


def killed_after(seconds):
    """`up` is killed some time after it began to make things, it alone, as by the kernel's OOM killer; what it had started lives on."""
    process = lab("up", "--nodes", "1")
    wait(300, "the lab's folder", lambda: os.path.exists(f"{STATE}/choices") or process.poll() is not None, every=0.01)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    equal(process.poll(), None, "exit code before it was killed")
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()


say(f"life: SEED={seed}")
finished(lab("down"), 60)
before = (interfaces(), namespaces())
for low, high in ((0.0, 1.0), (1.0, 3.0), (3.0, 10.0)):
    moment = dice.uniform(low, high)
    with check(f"life: `up` killed {moment:.2f} s after its first trace, then `down`: nothing is left"):
        killed_after(moment)
        there = left()
        expect(there, "it had made nothing yet")
        finished(lab("down"), 60)
        wait(10, "nothing to be left", lambda: not left())
        equal((interfaces(), namespaces()), before, "interfaces and namespaces of the machine")

moment = dice.uniform(0.5, 6.0)
with check(f"life: `up` killed {moment:.2f} s after its first trace, then `up` again: it clears away and comes up"):
    killed_after(moment)
    output = finished(lab("up", "--nodes", "1"), 240)
    expect("clearing away" in output, "it did not clear away")

with check("life: a second `up` of a lab that is up is refused, and a wrong option changes nothing"):
    for arguments, words in ((["up", "--nodes", "1"], "is up already"), (["up", "--nodse", "1"], "does not know"), (["up", "--ip-family", "v5"], "up")):
        process = lab(*arguments)
        output, _ = process.communicate(timeout=60)
        expect(process.returncode != 0 and words in output, f"{arguments}: {process.returncode}, {output[-200:]}")

with check("life: `down` of a lab that is up: nothing is left"):
    finished(lab("down"), 60)
    wait(10, "nothing to be left", lambda: not left())
    equal((interfaces(), namespaces()), before, "interfaces and namespaces of the machine")

finished(lab("down"), 60)
finish()
