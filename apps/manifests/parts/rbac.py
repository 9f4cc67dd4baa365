"""ServiceAccounts, their token Secrets, and what each may do."""
from .common import metadata

READ = "get,watch,list"
POLICY_STATS = "networkpolicystats,antreaclusternetworkpolicystats,antreanetworkpolicystats"
LEGACY_API_SERVICES = [
    f"{name}.antrea.tanzu.vmware.com"
    for name in ("v1beta1.networking", "v1beta1.controlplane", "v1beta2.controlplane", "v1alpha1.stats", "v1beta1.system")
]
AGENT_INFO_PATHS = [
    "/agentinfo", "/addressgroups", "/appliedtogroups", "/loglevel", "/networkpolicies", "/ovsflows", "/ovstracing", "/podinterfaces",
    "/featuregates", "/serviceexternalip", "/memberlist", "/podmulticaststats", "/endpoint", "/metrics", "/debug/pprof", "/debug/pprof/*",
]


def rule(group, resources, verbs, names=None):
    out = {"apiGroups": [group], "resources": resources.split(",")}
    if names:
        out["resourceNames"] = names
    return out | {"verbs": verbs.split(",")}


DELEGATED = [
    rule("authentication.k8s.io", "tokenreviews", "create"),
    rule("authorization.k8s.io", "subjectaccessreviews", "create"),
]

AGENT = [
    rule("", "nodes", READ),
    rule("", "nodes/status", "patch"),
    rule("", "pods", READ),
    rule("", "pods/status", "patch"),
    rule("", "endpoints,services,namespaces", READ),
    rule("discovery.k8s.io", "endpointslices", READ),
    rule("crd.antrea.io", "antreaagentinfos", "get,update"),
    rule("controlplane.antrea.io", "networkpolicies,appliedtogroups,addressgroups", READ),
    rule("controlplane.antrea.io", "egressgroups", READ),
    rule("controlplane.antrea.io", "supportbundlecollections", READ),
    rule("controlplane.antrea.io", "supportbundlecollections/status", "create"),
    rule("controlplane.antrea.io", "nodestatssummaries", "create"),
    rule("controlplane.antrea.io", "networkpolicies/status", "create,get"),
    *DELEGATED,
    rule("", "configmaps", READ, ["extension-apiserver-authentication"]),
    rule("", "configmaps", READ, ["antrea-ca"]),
    rule("crd.antrea.io", "traceflows,traceflows/status", "get,watch,list,update,patch,create,delete"),
    rule("crd.antrea.io", "egresses", READ),
    rule("crd.antrea.io", "egresses/status", "update"),
    rule("crd.antrea.io", "externalippools,ippools,trafficcontrols", READ),
    rule("crd.antrea.io", "ippools/status", "update"),
    rule("k8s.cni.cncf.io", "network-attachment-definitions", READ),
    rule("certificates.k8s.io", "certificatesigningrequests", "get,watch,list,create"),
    rule("multicluster.crd.antrea.io", "gateways", "get,list,watch,patch"),
    rule("multicluster.crd.antrea.io", "clusterinfoimports,labelidentities", READ),
    rule("", "events", "create,patch,update"),
]

CONTROLLER = [
    rule("", "pods,services,namespaces,configmaps", READ),
    rule("", "nodes", READ + ",patch"),
    rule("", "services/status", "update"),
    rule("networking.k8s.io", "networkpolicies", READ),
    *DELEGATED,
    rule("apiextensions.k8s.io", "customresourcedefinitions", "get,list,update"),
    rule("", "configmaps", "get,list,watch", ["extension-apiserver-authentication"]),
    rule("", "configmaps", "get,update", ["antrea-ca", "antrea-ipsec-ca", "antrea-cluster-identity"]),
    rule("", "secrets", "get,update,watch", ["antrea-ipsec-ca"]),
    rule("", "configmaps,secrets", "create"),
    rule("apiregistration.k8s.io", "apiservices", "list,update"),
    rule("apiregistration.k8s.io", "apiservices", "delete", LEGACY_API_SERVICES),
    rule("admissionregistration.k8s.io", "mutatingwebhookconfigurations,validatingwebhookconfigurations", "list,update"),
    rule("certificates.k8s.io", "certificatesigningrequests", "get,list,watch"),
    rule("certificates.k8s.io", "certificatesigningrequests/approval,certificatesigningrequests/status", "update"),
    rule("certificates.k8s.io", "signers", "approve,sign", ["antrea.io/antrea-agent-ipsec-tunnel"]),
    rule("crd.antrea.io", "antreacontrollerinfos", "get,create,update,delete"),
    rule("crd.antrea.io", "antreaagentinfos", "list,create,delete"),
    rule("crd.antrea.io", "clusternetworkpolicies,networkpolicies,tiers,traceflows,traceflows/status,externalentities,clustergroups,groups",
         "get,watch,list,update,patch,create,delete"),
    rule("crd.antrea.io",
         "clusternetworkpolicies/status,networkpolicies/status,clustergroups/status,groups/status,egresses/status", "update"),
    rule("crd.antrea.io", "egresses", "get,watch,list,update,patch"),
    rule("crd.antrea.io", "externalippools,ippools", READ),
    rule("crd.antrea.io", "externalippools/status,ippools/status", "update,patch"),
    rule("crd.antrea.io", "externalnodes", READ),
    rule("crd.antrea.io", "supportbundlecollections", READ),
    rule("crd.antrea.io", "supportbundlecollections/status", "update"),
    rule("apps", "statefulsets", READ),
    rule("multicluster.crd.antrea.io", "labelidentities", READ),
    rule("policy.networking.k8s.io", "adminnetworkpolicies,baselineadminnetworkpolicies", READ),
]

ANTCTL = [
    rule("controlplane.antrea.io", "networkpolicies,appliedtogroups,addressgroups", "get,list"),
    rule("stats.antrea.io", POLICY_STATS, "get,list"),
    rule("system.antrea.io", "controllerinfos", "get"),
    rule("system.antrea.io", "supportbundles", "create,get"),
    rule("system.antrea.io", "supportbundles/download", "get"),
    {"nonResourceURLs": AGENT_INFO_PATHS, "verbs": ["get"]},
    rule("crd.antrea.io", "antreacontrollerinfos,antreaagentinfos", "get,list"),
    rule("", "pods", "list"),
    rule("", "nodes", "get,list"),
    rule("apps", "daemonsets,deployments,replicasets", "list"),
    rule("", "configmaps", "get", ["antrea-config", "antrea-ca", "antrea-ipsec-ca", "antrea-cluster-identity"]),
]

EDIT = "get,list,watch,create,update,patch,delete"
# what a Namespace's admins, editors and viewers may do with our kinds
AGGREGATED = {
    "antrea-policies": "clusternetworkpolicies,networkpolicies",
    "traceflows": "traceflows",
    "antrea-clustergroups": "clustergroups",
}


def aggregated_roles():
    for name, resources in AGGREGATED.items():
        for kind, verbs, targets in (("edit", EDIT, ("admin", "edit")), ("view", READ, ("view",))):
            labels = {f"rbac.authorization.k8s.io/aggregate-to-{target}": "true" for target in targets}
            role = cluster_role(f"aggregate-{name}-{kind}", [rule("crd.antrea.io", resources, verbs)])
            role["metadata"]["labels"] |= labels
            yield role


def cluster_role(name, rules):
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": metadata(name), "rules": rules}


def binding(name, namespace):
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": metadata(name),
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name},
        "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": namespace}],
    }


def account(name, namespace):
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(name, namespace)}


def token(name, namespace):
    note = {"kubernetes.io/service-account.name": name}
    return {
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
        "metadata": metadata(f"{name}-service-account-token", namespace, annotations=note),
    }


def objects(namespace):
    roles = {"antrea-agent": AGENT, "antrea-controller": CONTROLLER, "antctl": ANTCTL}
    out = [account(name, namespace) for name in roles]
    out += [token(name, namespace) for name in ("antrea-agent", "antctl")]
    for name, rules in roles.items():
        out += [cluster_role(name, rules), binding(name, namespace)]
    out.append(cluster_role("antrea-cluster-identity-reader", [rule("", "configmaps", "get", ["antrea-cluster-identity"])]))
    return out + list(aggregated_roles())
