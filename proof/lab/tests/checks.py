"""Counts checks and prints them: "ok NAME", or "FAIL NAME: why" in one line. Waits for conditions with a deadline."""
import contextlib
import os
import signal
import sys
import time
import traceback

START = time.monotonic()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(124))  # who runs out of time still undoes what it has done
FAILED = []
PATIENCE = int(os.environ.get("PATIENCE", "1"))  # on a slow machine (./lab guest)


class Failed(Exception):
    """What was expected and what was found."""


def say(text):
    print(f"{time.monotonic() - START:7.1f} s  {text}", flush=True)


@contextlib.contextmanager
def check(name):
    """One check: it fails with whatever its body throws, and the next one goes on."""
    started = time.monotonic()
    try:
        yield
    except Exception as fault:  # a check must never end the whole run
        place = traceback.extract_tb(fault.__traceback__)[-1]
        where = "" if isinstance(fault, Failed) else f" ({type(fault).__name__} at {place.filename.rsplit('/', 1)[-1]}:{place.lineno})"
        FAILED.append(name)
        print(f"FAIL {name}: {' '.join(str(fault).split())[:600]}{where}", flush=True)
    else:
        took = time.monotonic() - started
        print(f"ok {name}" + (f" ({took:.1f} s)" if took >= 1 else ""), flush=True)


def expect(condition, why):
    if not condition:
        raise Failed(why() if callable(why) else why)


def equal(actual, desired, what=""):
    if actual != desired:
        raise Failed(f"{what or 'value'} is {actual!r}, not {desired!r}")


def alike(now, then):
    """True, or a fault that names what each of several lists has more or less; for wait()."""
    differences = [sorted(set(a) ^ set(b))[:3] for a, b in zip(now, then)]
    if any(differences):
        raise Failed(f"different: {differences}")
    return True


def wait(seconds, what, condition, every=0.2):
    """The first true answer of condition(). A fault inside counts as "not yet"; the last answer is in the message."""
    limit = time.monotonic() + seconds * PATIENCE
    while True:
        try:
            last = condition()
            if last:
                return last
        except Exception as fault:
            last = f"{type(fault).__name__}: {fault}"
        if time.monotonic() > limit:
            raise Failed(f"waited {seconds} s in vain for {what}; last: {str(last)[:400]}")
        time.sleep(every)


def finish():
    sys.exit(3 if FAILED else 0)  # 1 is Python's own, for what it did not expect
