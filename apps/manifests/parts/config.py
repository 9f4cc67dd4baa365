"""ConfigMap antrea-config: the two configuration files and the CNI configuration list."""
import hashlib
import json

import yaml

from .common import metadata


def agent_conf(v):
    conf = {
        "featureGates": v["featureGates"],
        "ovsBridge": v["ovs"]["bridgeName"],
        "hostGateway": v["hostGateway"],
        "trafficEncapMode": v["trafficEncapMode"],
        "noSNAT": v["noSNAT"],
        "tunnelType": v["tunnelType"],
        "tunnelPort": v["tunnelPort"],
        "tunnelCsum": v["tunnelCsum"],
        "trafficEncryptionMode": v["trafficEncryptionMode"],
        "enableBridgingMode": v["enableBridgingMode"],
        "disableTXChecksumOffload": v["disableTXChecksumOffload"],
        "defaultMTU": v["defaultMTU"],
        "packetInRate": v["packetInRate"],
        "wireGuard": {"port": v["wireGuard"]["port"]},
        "egress": v["egress"],
        "serviceCIDR": v["serviceCIDR"],
        "serviceCIDRv6": v["serviceCIDRv6"],
        "apiPort": v["agent"]["apiPort"],
        "enablePrometheusMetrics": v["agent"]["enablePrometheusMetrics"],
        "flowExporter": v["flowExporter"],
        "kubeAPIServerOverride": v["kubeAPIServerOverride"],
        "dnsServerOverride": v["dnsServerOverride"],
        "tlsCipherSuites": v["tlsCipherSuites"],
        "tlsMinVersion": v["tlsMinVersion"],
        "nodePortLocal": v["nodePortLocal"],
        "antreaProxy": v["antreaProxy"],
        "ipsec": {"authenticationMode": v["ipsec"]["authenticationMode"]},
        "multicluster": v["multicluster"],
        "multicast": v["multicast"],
        "auditLogging": v["auditLogging"],
        "transportInterface": v["transportInterface"],
        "transportInterfaceCIDRs": v["transportInterfaceCIDRs"],
    }
    if v["ovs"]["datapathType"]:
        conf["ovsDatapathType"] = v["ovs"]["datapathType"]
    if "SecondaryNetwork" in v["featureGates"]:
        conf["secondaryNetwork"] = v["secondaryNetwork"]
    return conf


def controller_conf(v):
    ipam = dict(v["nodeIPAM"])
    ipam = {"enableNodeIPAM": ipam.pop("enable")} | ipam
    return {
        "featureGates": v["featureGates"],
        "apiPort": v["controller"]["apiPort"],
        "enablePrometheusMetrics": v["controller"]["enablePrometheusMetrics"],
        "selfSignedCert": v["controller"]["selfSignedCert"],
        "clientCAFile": v["clientCAFile"],
        "tlsCipherSuites": v["tlsCipherSuites"],
        "tlsMinVersion": v["tlsMinVersion"],
        "kubeAPIServerOverride": v["kubeAPIServerOverride"],
        "nodeIPAM": ipam,
        "ipsecCSRSigner": v["ipsec"]["csrSigner"],
        "multicluster": {key: v["multicluster"][key] for key in ("enableStretchedNetworkPolicy", "namespace")},
    }


def cni_conflist(v):
    plugins = [{"type": "antrea", "ipam": {"type": "host-local"}}]
    if v["cni"]["plugins"]["portmap"]:
        plugins.append({"type": "portmap", "capabilities": {"portMappings": True}})
    if v["cni"]["plugins"]["bandwidth"]:
        plugins.append({"type": "bandwidth", "capabilities": {"bandwidth": True}})
    return {"cniVersion": "0.3.0", "name": "antrea", "plugins": plugins}


def config_map(v, namespace):
    def text(conf):
        return yaml.safe_dump(conf, sort_keys=False, width=140)

    return {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("antrea-config", namespace),
        "data": {
            "antrea-agent.conf": text(agent_conf(v)),
            "antrea-cni.conflist": json.dumps(cni_conflist(v), indent=2) + "\n",
            "antrea-controller.conf": text(controller_conf(v)),
        },
    }


def checksum(config):
    """Goes into the Pod templates: a changed configuration restarts the Pods."""
    return hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()
