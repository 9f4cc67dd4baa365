"""Pods reach each other, their Nodes and the outside; what they forge is dropped; what they leave behind is nothing."""
import fcntl
import os
import socket
import struct

import cluster
from checks import check, equal, expect, finish, say, wait
from cluster import FAMILIES, NODES, OUTSIDE, manifest, node_namespace, run, start
from netns import inside
from remains import open_files, traces, unchanged
from traffic import Server, dial, fate, greet, greet_udp, ping

SPACE = "pods"
say("pods: starting 3 Pods")
cluster.namespace(SPACE)
a, b, c = start(manifest("a", SPACE, "node1"), manifest("b", SPACE, "node1"), manifest("c", SPACE, "node2"))
server = Server()
for p in (a, b, c):
    server.listen(p.net, p.name, tcp=[8080], udp=[8080])


def mtu(pod):
    with inside(pod.net):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            return struct.unpack("16si", fcntl.ioctl(s, 0x8921, struct.pack("16si", b"eth0", 0)))[1]


with check("pods: the host ends have no IPv6 of their own, whose routes Open vSwitch would read anew for each Pod"):
    for n in NODES[:2]:
        ends = [name for name in cluster.ports(n) if not name.startswith("antrea-")]
        expect(ends, f"no Pod on {n}")
        equal({name: run(n, "cat", f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6").strip() for name in ends}, dict.fromkeys(ends, "1"), f"disable_ipv6 on {n}")

for v in FAMILIES:
    header = 28 if v == 4 else 48
    for title, source, to in (("on the same Node", a, b), ("on another Node", a, c), ("on another Node, the way back", c, a)):
        with check(f"pods: IPv{v} ping to a Pod {title}"):
            wait(30, "an answer", lambda: ping(source.net, to.of(v), 1)[1] == 1)
            equal(ping(source.net, to.of(v), 5), (5, 5), "pings")
        with check(f"pods: IPv{v} packets as large as the MTU reach a Pod {title} in one piece"):
            size = mtu(source) - header
            equal(ping(source.net, to.of(v), 3, size=size, options=["-M", "do"]), (3, 3), f"pings of {size} bytes")
        with check(f"pods: IPv{v} TCP to a Pod {title}, its source unchanged"):
            equal(greet(source.net, to.of(v), 8080), (to.name, source.of(v)), "greeting")
        with check(f"pods: IPv{v} UDP to a Pod {title}, its source unchanged"):
            equal(greet_udp(source.net, to.of(v), 8080), (to.name, source.of(v)), "greeting")
        with check(f"pods: IPv{v} a megabyte there and back to a Pod {title}"):
            with dial(source.net, to.of(v), 8080) as s:
                s.settimeout(15)
                while not s.recv(1).endswith(b"\n"):
                    pass
                for part in range(64):
                    block = os.urandom(16384)
                    s.sendall(block)
                    back = b""
                    while len(back) < len(block):
                        got = s.recv(65536)
                        expect(got, f"closed in part {part}")
                        back += got
                    expect(back == block, f"part {part} came back changed")
        with check(f"pods: IPv{v} a closed port of a Pod {title} refuses"):
            equal(fate(source.net, to.of(v), 9), "refused", "connection")

    with check(f"pods: IPv{v} the Node reaches its Pod and one of another Node"):
        for to in (a, c):
            equal(greet(node_namespace("node1"), to.of(v), 8080)[0], to.name, "server")

    nodes = {n: server.listen(node_namespace(n), n, tcp=[18080]) for n in NODES[:2]}
    with check(f"pods: IPv{v} a Pod reaches its Node"):
        equal(greet(a.net, cluster.node_ip("node1", v), 18080), ("node1", a.of(v)), "greeting")
    with check(f"pods: IPv{v} a Pod reaches another Node"):
        equal(greet(a.net, cluster.node_ip("node2", v), 18080)[0], "node2", "server")
    with check(f"pods: IPv{v} a Pod reaches its gateway"):
        equal(ping(a.net, cluster.gateway_ip("node1", v), 3), (3, 3), "pings")
    for made in nodes.values():
        server.close(made)

    beyond = server.listen(OUTSIDE, "outside", tcp=[18080], udp=[18080])
    with check(f"pods: IPv{v} a Pod reaches the outside with its Node's address"):
        for pod in (a, c):
            equal(greet(pod.net, cluster.outside_ip(v), 18080), ("outside", cluster.node_ip(pod.node, v)), "TCP greeting")
            equal(greet_udp(pod.net, cluster.outside_ip(v), 18080), ("outside", cluster.node_ip(pod.node, v)), "UDP greeting")
    server.close(beyond)


def raw_sender(pod):
    with inside(pod.net):
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        s.bind(("eth0", 0))
        return s


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def datagram(source_mac, to_mac, source_ip, to_ip, port, text):
    udp = struct.pack("!HHHH", 40000, port, 8 + len(text), 0) + text
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 7, 0, 64, 17, 0, socket.inet_aton(source_ip), socket.inet_aton(to_ip))
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return to_mac + source_mac + b"\x08\x00" + head + udp


if 4 in FAMILIES:
    with check("pods: a forged source address or MAC is dropped, an honest one passes"):
        with inside(b.net):
            listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            listener.bind(("0.0.0.0", 9999))
        sender = raw_sender(a)
        own = sender.getsockname()[4]
        with inside(b.net):
            with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as s:
                s.bind(("eth0", 0))
                target = s.getsockname()[4]
        sender.send(datagram(own, target, c.of(4), b.of(4), 9999, b"forged address"))
        sender.send(datagram(b"\2\0\0\0\0\1", target, a.of(4), b.of(4), 9999, b"forged MAC"))
        sender.send(datagram(own, target, a.of(4), b.of(4), 9999, b"honest"))
        listener.settimeout(10)
        equal(listener.recvfrom(100)[0], b"honest", "the first datagram that arrived")  # in order, so the forged ones are lost

    with check("pods: a forged ARP answer is not believed"):
        sender = raw_sender(a)
        own = sender.getsockname()[4]
        with inside(b.net):
            ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
            ear.bind(("eth0", 0x0806))
        def arp(source_ip):
            return b"\xff" * 6 + own + b"\x08\x06" + struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, own, socket.inet_aton(source_ip), b"\0" * 6, socket.inet_aton(b.of(4)))
        sender.send(arp(cluster.gateway_ip("node1")))
        sender.send(arp(a.of(4)))
        ear.settimeout(10)
        while True:
            got = ear.recv(100)
            if got[6:12] == own:
                break
        equal(socket.inet_ntoa(got[28:32]), a.of(4), "the sender of the first ARP request that came through")

    with check("pods: a new Pod announces its address"):
        with inside(b.net):
            ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
            ear.bind(("eth0", 0x0806))
        d, = start(manifest("d", SPACE, "node1"))
        ear.settimeout(10)
        while True:
            got = ear.recv(100)
            if socket.inet_ntoa(got[28:32]) == d.of(4) and got[28:32] == got[38:42]:
                break


with check("pods: a deleted Pod leaves no port, link, flow, address"):
    before = traces("node1")
    e, = start(manifest("e", SPACE, "node1"))
    expect(any(e.ip in f for f in cluster.flows("node1")), "no flow of the Pod while it runs")
    expect(e.ip in traces("node1")["addresses"], "no file of its address while it runs")
    cluster.remove(SPACE, "e")
    unchanged("node1", before)

with check("pods: twenty Pods come up, are reached, and leave nothing"):
    say("pods: 20 Pods up and down")
    before = {n: (traces(n), open_files(n)) for n in NODES[:2]}
    many = [manifest(f"m{i}", SPACE, NODES[i % 2]) for i in range(20)]
    made = start(*many, seconds=240)
    equal(len({p.ip for p in made}), 20, "different addresses")
    for p in made:
        equal(ping(a.net, p.ip, 1)[1], 1, f"answers of {p.name} on {p.node}")
    cluster.remove(SPACE, *[p.name for p in made])
    for n in NODES[:2]:
        unchanged(n, before[n][0], 120)
        wait(60, f"the agent's open files on {n} to be about {before[n][1]}", lambda: open_files(n) <= before[n][1] + 8, every=2)

cluster.drop_namespaces(SPACE)
finish()
