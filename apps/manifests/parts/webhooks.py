"""Admission webhooks of the controller. A hook is written only for a kind whose definition is installed too: while a kind is missing
here, so is the code that would answer for it."""

# what, path, resource, versions, operations; all in group crd.antrea.io
MUTATE = [
    ("acnp", "clusternetworkpolicies", ["v1alpha1", "v1beta1"], ["CREATE", "UPDATE"]),
    ("annp", "networkpolicies", ["v1alpha1", "v1beta1"], ["CREATE", "UPDATE"]),
]
VALIDATE = [
    ("tier", "tiers", ["v1alpha1", "v1beta1"], ["CREATE", "UPDATE", "DELETE"]),
    ("acnp", "clusternetworkpolicies", ["v1beta1"], ["CREATE", "UPDATE"]),
    ("annp", "networkpolicies", ["v1beta1"], ["CREATE", "UPDATE"]),
    ("clustergroup", "clustergroups", ["v1beta1"], ["CREATE", "UPDATE"]),
    ("group", "groups", ["v1beta1"], ["CREATE", "UPDATE"]),
    ("externalippool", "externalippools", ["v1alpha2", "v1beta1"], ["CREATE", "UPDATE"]),
    ("egress", "egresses", ["v1beta1"], ["CREATE", "UPDATE"]),
    ("ippool", "ippools", ["v1alpha2"], ["CREATE", "UPDATE", "DELETE"]),
    ("supportbundlecollection", "supportbundlecollections", ["v1alpha1"], ["UPDATE", "DELETE"]),
    ("traceflow", "traceflows", ["v1alpha1"], ["CREATE", "UPDATE"]),
]


def hook(verb, what, rule, namespace):
    return {
        "name": f"{what}{verb[:-1]}or.antrea.io",
        "clientConfig": {"service": {"name": "antrea", "namespace": namespace, "path": f"/{verb}/{what}"}},
        "rules": [rule],
        "admissionReviewVersions": ["v1", "v1beta1"],
        "sideEffects": "None",
        "timeoutSeconds": 5,
    }


def configuration(kind, name, hooks):
    return {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": kind,
        "metadata": {"name": name, "labels": {"app": "antrea", "served-by": "antrea-controller"}}, "webhooks": hooks,
    }


def objects(v, namespace, crds):
    scopes = {crd["spec"]["names"]["plural"]: crd["spec"]["scope"] for crd in crds if crd["spec"]["group"] == "crd.antrea.io"}

    def hooks(verb, table):
        return [
            hook(verb, what, {"apiGroups": ["crd.antrea.io"], "apiVersions": versions, "resources": [resource], "operations": operations,
                              "scope": scopes[resource]}, namespace)
            for what, resource, versions, operations in table if resource in scopes
        ]

    out = []
    for kind, name, found in (("MutatingWebhookConfiguration", "crdmutator.antrea.io", hooks("mutate", MUTATE)),
                              ("ValidatingWebhookConfiguration", "crdvalidator.antrea.io", hooks("validate", VALIDATE))):
        if found:
            out.append(configuration(kind, name, found))
    if v["webhooks"]["labelsMutator"]["enable"]:
        rule = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["namespaces"], "operations": ["CREATE", "UPDATE"], "scope": "Cluster"}
        labels = hook("mutate", "namespace", rule, namespace)
        out.append(configuration("MutatingWebhookConfiguration", "labelsmutator.antrea.io", [labels]))
    return out
