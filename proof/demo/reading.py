"""What NetworkPolicies say, read as naively as the specification is written (Kubernetes API, networking.k8s.io/v1).

It shares nothing with the network under test: it reads the API objects and answers yes or no for one connection.
"""
import ipaddress


def selects(selector, labels):
    """An absent selector is no selector; an empty one selects everything."""
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for e in selector.get("matchExpressions") or []:
        has, value = e["key"] in labels, labels.get(e["key"])
        if not {
            "In": has and value in (e.get("values") or []),
            "NotIn": not has or value not in (e.get("values") or []),
            "Exists": has,
            "DoesNotExist": not has,
        }[e["operator"]]:
            return False
    return True


def in_block(block, address):
    ip = ipaddress.ip_address(address)
    inside = [ip in ipaddress.ip_network(cidr) for cidr in [block["cidr"], *(block.get("except") or [])]]
    return inside[0] and not any(inside[1:])


def peer_matches(peer, pod, namespace_of_policy, namespaces):
    if "ipBlock" in peer:
        return in_block(peer["ipBlock"], pod["ip"])
    if pod["namespace"] not in namespaces:
        return False  # a host outside is known by its address only
    if "namespaceSelector" in peer:
        if not selects(peer["namespaceSelector"], namespaces[pod["namespace"]]):
            return False
    elif pod["namespace"] != namespace_of_policy:
        return False
    return "podSelector" not in peer or selects(peer["podSelector"], pod["labels"])


def port_matches(port, protocol, number, pod):
    if port.get("protocol", "TCP") != protocol:
        return False
    if "port" not in port:
        return True
    wanted = port["port"]
    if isinstance(wanted, str):
        return any(p == wanted and n == number for p, n in pod["ports"].items())
    return wanted <= number <= port.get("endPort", wanted)


def direction_allows(policies, subject, other, kind, protocol, number, destination, namespaces):
    """One direction: isolated if some policy of that type selects the Pod, then some rule has to allow."""
    rules, isolated = [], False
    for p in policies:
        spec = p["spec"]
        if p["metadata"]["namespace"] != subject["namespace"] or not selects(spec["podSelector"], subject["labels"]):
            continue
        if kind in spec.get("policyTypes", []):
            isolated = True
            rules += [(p, r) for r in spec.get(kind.lower()) or []]
    if not isolated:
        return True
    for policy, rule in rules:
        peers = rule.get("from" if kind == "Ingress" else "to")
        ports = rule.get("ports")
        if peers and not any(peer_matches(q, other, policy["metadata"]["namespace"], namespaces) for q in peers):
            continue
        if ports and not any(port_matches(q, protocol, number, destination) for q in ports):
            continue
        return True
    return False


def allowed(policies, source, destination, protocol, number, namespaces):
    """A connection passes when the source's egress and the destination's ingress both allow it."""
    if source is destination:
        return True
    return direction_allows(
        policies, source, destination, "Egress", protocol, number, destination, namespaces
    ) and direction_allows(policies, destination, source, "Ingress", protocol, number, destination, namespaces)
