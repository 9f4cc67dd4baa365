"""Pods reach each other, their Nodes and the outside; what they forge is dropped; what they leave behind is nothing."""
import fcntl
import os
import socket
import struct
import subprocess
import time

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


# What Pods forge: frames as we make them, from a Pod's own interface

ARP, IPV6 = 0x0806, 0x86DD
UDP, ICMPV6 = 17, 58
ROUTER_ADVERTISEMENT, SOLICITATION, ADVERTISEMENT, REDIRECT = 134, 135, 136, 137
EVERYBODY, EVERYBODY_MAC = "ff02::1", bytes.fromhex("333300000001")
OVERRIDE = 0x20000000


def ear(net, kind, device="eth0"):
    """Hears and sends frames of a kind."""
    with inside(net):
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(kind))
        s.bind((device, kind))
    s.settimeout(10)
    return s


def mac_of(net, device="eth0"):
    with ear(net, ARP, device) as s:
        return s.getsockname()[4]


def link_local(mac):
    return socket.inet_ntop(socket.AF_INET6, bytes.fromhex("fe80000000000000") + bytes([mac[0] ^ 2, *mac[1:3], 0xFF, 0xFE, *mac[3:]]))


def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(source_mac, to_mac, source, to, protocol, content):
    """A frame with an IP packet; the checksum at its place in content is made right."""
    if ":" not in source:
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(content), 7, 0, 64, protocol, 0, socket.inet_aton(source), socket.inet_aton(to))
        return to_mac + source_mac + b"\x08\x00" + head[:10] + struct.pack("!H", checksum(head)) + head[12:] + content
    ends = socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, to)
    at = 6 if protocol == UDP else 2
    right = checksum(ends + struct.pack("!II", len(content), protocol) + content)
    # a receiver of neighbour discovery believes no packet that a router may have passed on: 255 hops left
    return to_mac + source_mac + struct.pack("!HIHBB", IPV6, 6 << 28, len(content), protocol, 255) + ends + content[:at] + struct.pack("!H", right) + content[at + 2:]


def datagram(source_mac, to_mac, source_ip, to_ip, text):
    return packet(source_mac, to_mac, source_ip, to_ip, UDP, struct.pack("!HHHH", 40000, 9999, 8 + len(text), 0) + text)


def neighbour(kind, target, mac):
    """A solicitation names the asker's MAC address, an advertisement the target's, which is to override what is known."""
    flags, option = (0, 1) if kind == SOLICITATION else (OVERRIDE, 2)
    return struct.pack("!BBHI16sBB", kind, 0, 0, flags, socket.inet_pton(socket.AF_INET6, target), option, 1) + mac


for v in FAMILIES:
    with check(f"pods: IPv{v} a forged source address or MAC is dropped, an honest one passes"):
        with inside(b.net):
            listener = socket.socket(socket.AF_INET if v == 4 else socket.AF_INET6, socket.SOCK_DGRAM)
            listener.bind(("", 9999))
        own, target, other = mac_of(a.net), mac_of(b.net), mac_of(c.net)
        with ear(a.net, ARP) as sender:
            sender.send(datagram(own, target, c.of(v), b.of(v), b"forged address"))
            sender.send(datagram(other, target, a.of(v), b.of(v), b"forged MAC"))
            sender.send(datagram(own, target, cluster.gateway_ip("node1", v), b.of(v), b"the gateway's address"))
            if v == 6:
                sender.send(datagram(own, target, link_local(other), b.of(v), b"forged link-local address"))
                sender.send(datagram(other, target, link_local(other), b.of(v), b"forged MAC and link-local address"))
            sender.send(datagram(own, target, a.of(v), b.of(v), b"honest"))
        listener.settimeout(10)
        equal(listener.recvfrom(100)[0], b"honest", "the first datagram that arrived")  # in order, so the forged ones are lost
        listener.close()

if 4 in FAMILIES:
    with check("pods: a forged ARP answer is not believed"):
        own = mac_of(a.net)
        def arp(source_ip):
            return b"\xff" * 6 + own + b"\x08\x06" + struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, own, socket.inet_aton(source_ip), b"\0" * 6, socket.inet_aton(b.of(4)))
        with ear(a.net, ARP) as sender, ear(b.net, ARP) as listener:
            sender.send(arp(cluster.gateway_ip("node1")))
            sender.send(arp(a.of(4)))
            while True:
                got = listener.recv(100)
                if got[6:12] == own:
                    break
        equal(socket.inet_ntoa(got[28:32]), a.of(4), "the sender of the first ARP request that came through")

    with check("pods: a new Pod announces its address"):
        with ear(b.net, ARP) as listener:
            d, = start(manifest("d", SPACE, "node1"))
            while True:
                got = listener.recv(100)
                if socket.inet_ntoa(got[28:32]) == d.of(4) and got[28:32] == got[38:42]:
                    break


def heard(listener, mac, seconds=10):
    """The next ICMPv6 packet that comes from a MAC address: (its type, the address it is about, or "")"""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        got = listener.recv(2000)
        if got[6:12] == mac and got[20] == ICMPV6 and got[54] in (SOLICITATION, ADVERTISEMENT, ROUTER_ADVERTISEMENT, REDIRECT):
            return got[54], socket.inet_ntop(socket.AF_INET6, got[62:78]) if got[54] in (SOLICITATION, ADVERTISEMENT) else ""
    raise TimeoutError(f"nothing of {mac.hex(':')}")


if 6 in FAMILIES:
    with check("pods: a new Pod announces its IPv6 address"):
        with ear(b.net, IPV6) as listener:
            e, = start(manifest("e", SPACE, "node1"))
            equal(heard(listener, mac_of(e.net)), (ADVERTISEMENT, e.of(6)), "what is heard of it")

    with check("pods: a Pod's link-local address is the one that it may send from"):
        listed = subprocess.run(["nsenter", f"--net={a.net}", "ip", "-6", "-o", "address", "show", "dev", "eth0", "scope", "link"], stdout=subprocess.PIPE, text=True, check=True).stdout
        equal([line.split()[3] for line in listed.splitlines()], [f"{link_local(mac_of(a.net))}/64"], "link-local addresses")

    # who may be deceived, and its interface: a Pod on the same Node, and the gateway
    LISTENERS = {"a Pod of the Node": (b.net, "eth0", b.of(6)), "the gateway": (node_namespace("node1"), "antrea-gw0", cluster.gateway_ip("node1", 6))}
    for who, (net, device, address) in LISTENERS.items():
        def known(ip):
            """The MAC address that it knows of another one."""
            listed = subprocess.run(["nsenter", f"--net={net}", "ip", "-6", "neighbour", "show", "to", ip, "dev", device], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
            return listed[listed.index("lladdr") + 1] if "lladdr" in listed else "none"
        own, to_mac, victim = mac_of(a.net), mac_of(net, device), mac_of(e.net)
        truth = {e.of(6): victim.hex(":")} | ({} if who == "the gateway" else {cluster.gateway_ip("node1", 6): mac_of(node_namespace("node1"), "antrea-gw0").hex(":")})
        with check(f"pods: a forged neighbour advertisement or solicitation is not believed by {who}, an honest one is"):
            for ip in truth:
                equal(ping(net, ip, 1)[1], 1, f"answers of {ip}")
            equal({ip: known(ip) for ip in truth}, truth, "MAC addresses that it knows before")
            with ear(a.net, IPV6) as sender, ear(net, IPV6, device) as listener:
                def forge(source_mac, source, target_mac, target):
                    for to, where in ((address, to_mac), (EVERYBODY, EVERYBODY_MAC)):
                        sender.send(packet(source_mac, where, source, to, ICMPV6, neighbour(ADVERTISEMENT, target, target_mac)))
                for target in truth:
                    for source in (a.of(6), link_local(own), target, link_local(victim)):
                        forge(own, source, own, target)
                forge(victim, link_local(victim), own, e.of(6))
                forge(own, link_local(own), own, link_local(victim))
                for source in (e.of(6), link_local(victim)):
                    sender.send(packet(own, to_mac, source, address, ICMPV6, neighbour(SOLICITATION, address, own)))
                sender.send(packet(own, to_mac, a.of(6), address, ICMPV6, neighbour(ADVERTISEMENT, a.of(6), own)))
                equal(heard(listener, own), (ADVERTISEMENT, a.of(6)), "the first of the forger's messages that came through")
                sender.send(packet(own, to_mac, link_local(own), address, ICMPV6, neighbour(SOLICITATION, address, own)))
                equal(heard(listener, own), (SOLICITATION, address), "the next one, from its own link-local address")
            equal({ip: known(ip) for ip in truth}, truth, "MAC addresses that it knows afterwards")
            for ip in truth:
                equal(ping(net, ip, 1)[1], 1, f"answers of {ip} afterwards")

    with check("pods: a Pod is no router: its router advertisements and redirects reach nobody"):
        own, to_mac = mac_of(a.net), mac_of(b.net)
        def routes():
            return subprocess.run(["nsenter", f"--net={b.net}", "ip", "-6", "route", "show"], stdout=subprocess.PIPE, text=True, check=True).stdout
        before = routes()
        with ear(a.net, IPV6) as sender, ear(b.net, IPV6) as listener:
            # hop limit, flags, life time of the router, of neighbours, between probes; then the router's MAC address
            router = struct.pack("!BBHBBHIIBB", ROUTER_ADVERTISEMENT, 0, 0, 64, 0, 1800, 0, 0, 1, 1) + own
            for to, where in ((EVERYBODY, EVERYBODY_MAC), (b.of(6), to_mac)):
                sender.send(packet(own, where, link_local(own), to, ICMPV6, router))
            sender.send(packet(own, to_mac, link_local(own), b.of(6), ICMPV6,
                               struct.pack("!BBHI16s16s", REDIRECT, 0, 0, 0, *[socket.inet_pton(socket.AF_INET6, ip) for ip in (a.of(6), c.of(6))])))
            sender.send(packet(own, to_mac, a.of(6), b.of(6), ICMPV6, neighbour(ADVERTISEMENT, a.of(6), own)))
            equal(heard(listener, own), (ADVERTISEMENT, a.of(6)), "the first of its messages that came through")
        equal(routes(), before, "routes of the other Pod")
    cluster.remove(SPACE, "e")


with check("pods: a deleted Pod leaves no port, link, flow, address"):
    before = traces("node1")
    f, = start(manifest("f", SPACE, "node1"))
    expect(any(f.ip in flow for flow in cluster.flows("node1")), "no flow of the Pod while it runs")
    expect(f.ip in traces("node1")["addresses"], "no file of its address while it runs")
    cluster.remove(SPACE, "f")
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
