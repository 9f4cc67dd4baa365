"""A process as the kernel and the JVM tell of it: its memory, what that consists of, its processor time."""
import contextlib
import os
import re
import subprocess

TICK = os.sysconf("SC_CLK_TCK")


def status(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as f:
        return {k: int(v) for k, v in re.findall(r"^(VmRSS|RssAnon|Threads):\s+(\d+)", f.read(), re.M)}


def sizes(pid):
    found = status(pid)
    return {"rssMb": round(found["VmRSS"] / 1024, 1), "anonymousMb": round(found["RssAnon"] / 1024, 1)}


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
        fields = f.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


# ---- what it is: resident memory by kind of mapping

KINDS = (("aot cache", r"\.aot|aot\.cache"), ("class data archive", r"\.jsa"), ("jimage and jars", r"/modules|\.jar"), ("libjvm", r"libjvm"),
         ("other libraries", r"\.so"), ("thread stacks", r"\[stack"), ("malloc", r"\[heap\]"))


def jcmd(pid, *command):
    """An answer of the JVM. "" when it gives none: the attach of a container's JVM can be refused."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(["jcmd", str(pid), *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=20, check=False)
        return done.stdout if done.returncode == 0 else ""
    return ""


def kind_of(path, begin, end, rights, heap):
    for kind, pattern in KINDS:
        if path and re.search(pattern, path):
            return kind
    if path:
        return "other files"
    if heap and heap[0] <= begin < heap[1]:
        return "Java heap"
    if "x" in rights:
        return "code cache"
    if end - begin <= 1 << 20:
        return "small anonymous (thread stacks, guards)"
    return "other anonymous (metaspace, malloc, collector)"


def by_kind(pid, heap):
    """{kind: MB resident} from smaps; heap is the address range of the Java heap, if known."""
    out, kind = {}, ""
    with open(f"/proc/{pid}/smaps", encoding="utf-8") as f:
        for line in f:
            head = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+\s*(.*)", line)
            if head:
                kind = kind_of(head[4], int(head[1], 16), int(head[2], 16), head[3], heap)
            elif line.startswith("Rss:"):
                out[kind] = out.get(kind, 0) + int(line.split()[1])
    return {k: round(v / 1024, 1) for k, v in sorted(out.items(), key=lambda e: -e[1]) if v >= 100}


def composition(pid):
    heap_text = jcmd(pid, "GC.heap_info")
    # "DefNew total 4928K, used 4347K [0xfa000000, 0xfa550000, 0xfc000000)": the last is the end of what is reserved
    generations = re.findall(r"(?:DefNew|Tenured) +total (\d+)K, used (\d+)K \[0x([0-9a-f]+), 0x[0-9a-f]+, 0x([0-9a-f]+)\)", heap_text)
    heap = (min(int(g[2], 16) for g in generations), max(int(g[3], 16) for g in generations)) if generations else None
    out = {"residentMb": by_kind(pid, heap), "threads": status(pid)["Threads"]}
    if generations:
        out["heapMb"] = {"committed": round(sum(int(g[0]) for g in generations) / 1024, 1), "used": round(sum(int(g[1]) for g in generations) / 1024, 1)}
    metaspace = re.search(r"Metaspace +used (\d+)K, committed (\d+)K", heap_text)
    if metaspace:
        out["metaspaceMb"] = {"used": round(int(metaspace[1]) / 1024, 1), "committed": round(int(metaspace[2]) / 1024, 1)}
    code = re.findall(r"size=\d+Kb used=(\d+)Kb", jcmd(pid, "Compiler.codecache"))
    if code:
        out["codeMb"] = round(sum(map(int, code)) / 1024, 1)
    return out
