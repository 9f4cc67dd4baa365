"""Connections, datagrams and pings from one namespace to an address; and a server of this process that listens inside Pods.

No program runs in a Pod for it: what is asked and answered are sockets of this process, made in the Pod's namespace.
"""
import errno
import re
import select
import selectors
import socket
import subprocess
import tempfile
import threading
import time

from netns import inside


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


class Server:
    """Listens on many (namespace, port) at once. Says "NAME PEER-ADDRESS" to whoever connects or sends a datagram, then echoes."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.wake, wake = socket.socketpair()
        self.selector.register(wake, selectors.EVENT_READ, ("wake", ""))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def listen(self, namespace, name, tcp=(), udp=()):
        made = []
        with inside(namespace):
            for kind, ports in ((socket.SOCK_STREAM, tcp), (socket.SOCK_DGRAM, udp)):
                for port in ports:
                    s = socket.socket(socket.AF_INET6, kind)
                    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    s.bind(("::", port))
                    if kind == socket.SOCK_STREAM:
                        s.listen(128)
                    s.setblocking(False)
                    made.append(s)
                    self.selector.register(s, selectors.EVENT_READ, ("listen" if kind == socket.SOCK_STREAM else "datagram", name))
        self.wake.send(b"w")
        return made

    def close(self, sockets):
        for s in sockets:
            self.selector.unregister(s)
            s.close()

    def _serve(self):
        while True:
            for key, _ in self.selector.select(1):
                try:
                    self._answer(key.fileobj, *key.data)
                except (OSError, KeyError, ValueError):
                    pass

    def _answer(self, s, kind, name):
        if kind == "wake":
            s.recv(100)
        elif kind == "listen":
            peer, address = s.accept()
            peer.setblocking(False)
            peer.send(f"{name} {plain(address[0])}\n".encode())
            self.selector.register(peer, selectors.EVENT_READ, ("stream", name))
        elif kind == "datagram":
            _, address = s.recvfrom(65535)
            s.sendto(f"{name} {plain(address[0])}\n".encode(), address)
        else:
            got = b""
            try:
                got = s.recv(65536)
            except BlockingIOError:
                return
            except OSError:
                pass
            if got:
                s.send(got)
            else:
                self.selector.unregister(s)
                s.close()


def plain(address):
    return address.removeprefix("::ffff:")


def dial(namespace, address, port, timeout=5, source=None):
    """A connected TCP socket; throws ConnectionRefusedError, TimeoutError."""
    with inside(namespace):
        s = socket.socket(family(address), socket.SOCK_STREAM)
    s.settimeout(timeout)
    try:
        if source:
            s.bind((source, 0))
        s.connect((address, port))
    except BaseException:
        s.close()
        raise
    return s


def greet(namespace, address, port, timeout=5):
    """(name of the server, source address that it saw), over TCP."""
    with dial(namespace, address, port, timeout) as s:
        line = b""
        while not line.endswith(b"\n"):
            got = s.recv(200)
            if not got:
                raise ConnectionResetError(f"{address}:{port} closed after {line!r}")
            line += got
    return tuple(line.decode().split())


def datagrams(namespace, address, port, source=0):
    """A UDP socket for one peer, from a port of the kernel's choice or a certain one."""
    with inside(namespace):
        s = socket.socket(family(address), socket.SOCK_DGRAM)
    s.bind(("", source))
    s.connect((address, port))
    return s


def answer_to(s, payload=b"?", timeout=5):
    """What greet_udp gives, over a socket that there is."""
    limit = time.monotonic() + timeout
    while True:
        s.send(payload)  # once more each second: a datagram may be lost while ARP is asked
        s.settimeout(min(1.0, timeout))
        try:
            return tuple(s.recv(2000).decode().split())
        except TimeoutError:
            if time.monotonic() > limit:
                raise


def greet_udp(namespace, address, port, timeout=5, payload=b"?"):
    """(name of the server, source address that it saw), over UDP."""
    with datagrams(namespace, address, port) as s:
        return answer_to(s, payload, timeout)


def fate(namespace, address, port, timeout=5):
    """What becomes of a TCP connection: "open", "refused" or "silent"."""
    try:
        dial(namespace, address, port, timeout).close()
        return "open"
    except ConnectionRefusedError:
        return "refused"
    except (TimeoutError, OSError) as e:
        return "silent" if isinstance(e, TimeoutError) or e.errno in (errno.EHOSTUNREACH, errno.ETIMEDOUT) else f"errno {e.errno}"


def matrix(questions, seconds):
    """All at once: questions {key: (namespace, protocol, address, port)}; the set of keys that were answered within seconds.

    It ends as soon as every one is answered, so it takes the whole time only when something is not reached.
    """
    poll, waiting, reached = select.epoll(), {}, set()
    by_namespace = {}
    for key, (namespace, protocol, address, port) in questions.items():
        by_namespace.setdefault(namespace, []).append((key, protocol, address, port))
    for namespace, asked in by_namespace.items():
        with inside(namespace):
            made = [(socket.socket(family(a), socket.SOCK_STREAM if p == "TCP" else socket.SOCK_DGRAM), k, p, a, n) for k, p, a, n in asked]
        for s, key, protocol, address, port in made:
            s.setblocking(False)
            s.connect_ex((address, port))
            if protocol == "UDP":
                send(s)
            waiting[s.fileno()] = (s, key, protocol)
            poll.register(s.fileno(), select.EPOLLIN)  # TCP: the greeting; UDP: the answer
    limit = again = time.monotonic()
    limit += seconds
    while waiting and time.monotonic() < limit:
        for fd, _ in poll.poll(0.1):
            s, key, _ = waiting[fd]
            try:
                if s.recv(200):
                    reached.add(key)
            except OSError:
                pass
            poll.unregister(fd)
            del waiting[fd]
            s.close()
        if time.monotonic() > again + 0.7:
            again = time.monotonic()
            for s, _, protocol in waiting.values():
                if protocol == "UDP":
                    send(s)
    for s, _, _ in waiting.values():
        s.close()
    poll.close()
    return reached


def send(s):
    try:
        s.send(b"?")
    except OSError:
        pass


def ping(namespace, address, count=3, interval=0.2, size=56, options=()):
    """(sent, received) of the ping program."""
    command = ["nsenter", f"--net={namespace}", "ping", "-n", "-c", str(count), "-i", str(interval), "-W", "3", "-s", str(size), *options, address]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=count * interval + 30)
    return pings_of(done.stdout)


def pings_of(output):
    found = re.search(r"(\d+) packets transmitted, (\d+) received", output)
    if not found:
        raise RuntimeError(f"ping said: {output[-300:]}")
    return int(found[1]), int(found[2])


class Pinging:
    """A ping that runs meanwhile."""

    IN_FLIGHT = 1.0  # seconds: what was sent this shortly before the end may still be on its way

    def __init__(self, namespace, address, interval=0.01):
        self.interval = interval
        self.missing = []  # the numbers of those without an answer, from 1 on, one an interval; known at the end
        self.output = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            ["nsenter", f"--net={namespace}", "ping", "-n", "-i", str(interval), "-W", "5", address], stdout=self.output, stderr=subprocess.STDOUT)

    def end(self):
        """(sent, lost)"""
        self.process.send_signal(2)
        self.process.wait(20)
        with self.output:
            self.output.seek(0)
            text = self.output.read()
        sent = pings_of(text)[0]
        answered = {int(n) for n in re.findall(r"icmp_seq=(\d+) ttl=", text)}
        surely = max([sent - int(self.IN_FLIGHT / self.interval), *answered])
        self.missing = sorted(set(range(1, surely + 1)) - answered)
        return sent, len(self.missing)
