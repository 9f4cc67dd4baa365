"""Admission webhooks of the controller. A hook is written only for a kind whose definition is installed too: while a kind is missing
here, so is the code that would answer for it."""

# name, resource, versions, operations. The default matchPolicy Equivalent lets an object of another version reach its hook converted.
WRITE = ["CREATE", "UPDATE"]
ANTREA, UPSTREAM = "crd.antrea.io", "policy.networking.k8s.io"
MUTATE = [
    (ANTREA, "acnp", "clusternetworkpolicies", ["v1alpha1"], WRITE),
    (ANTREA, "annp", "networkpolicies", ["v1alpha1"], WRITE),
]
VALIDATE = [
    (ANTREA, "tier", "tiers", ["v1alpha1", "v1beta1"], WRITE + ["DELETE"]),
    (ANTREA, "acnp", "clusternetworkpolicies", ["v1beta1"], WRITE),
    (ANTREA, "annp", "networkpolicies", ["v1beta1"], WRITE),
    (UPSTREAM, "anp", "adminnetworkpolicies", ["v1alpha1"], WRITE),
    (UPSTREAM, "banp", "baselineadminnetworkpolicies", ["v1alpha1"], WRITE),
    (ANTREA, "clustergroup", "clustergroups", ["v1beta1"], WRITE),
    (ANTREA, "group", "groups", ["v1beta1"], WRITE),
    (ANTREA, "externalippool", "externalippools", ["v1alpha2", "v1beta1"], WRITE),
    (ANTREA, "egress", "egresses", ["v1alpha2"], WRITE),
    (ANTREA, "ippool", "ippools", ["v1alpha2"], WRITE + ["DELETE"]),
    (ANTREA, "supportbundlecollection", "supportbundlecollections", ["v1alpha1"], ["UPDATE", "DELETE"]),
    (ANTREA, "traceflow", "traceflows", ["v1alpha1"], WRITE),
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
    scopes = {(crd["spec"]["group"], crd["spec"]["names"]["plural"]): crd["spec"]["scope"] for crd in crds}

    def hooks(verb, table):
        return [
            hook(verb, what, {"apiGroups": [group], "apiVersions": versions, "resources": [resource], "operations": operations,
                              "scope": scopes[group, resource]}, namespace)
            for group, what, resource, versions, operations in table if (group, resource) in scopes
        ]

    out = []
    for kind, name, found in (("MutatingWebhookConfiguration", "crdmutator.antrea.io", hooks("mutate", MUTATE)),
                              ("ValidatingWebhookConfiguration", "crdvalidator.antrea.io", hooks("validate", VALIDATE))):
        if found:
            out.append(configuration(kind, name, found))
    if v["webhooks"]["labelsMutator"]["enable"]:
        rule = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["namespaces"], "operations": WRITE, "scope": "Cluster"}
        labels = hook("mutate", "namespace", rule, namespace)
        out.append(configuration("MutatingWebhookConfiguration", "labelsmutator.antrea.io", [labels]))
    return out
