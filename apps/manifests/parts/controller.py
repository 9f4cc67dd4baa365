"""The controller's Deployment, its Service and the APIs that it serves through the aggregation layer."""
from .common import env, host_path, https_probe, image, log_args, metadata, mount, without_empty
from .config import checksum

# Only what the controller serves. An APIService without a server behind it makes discovery fail, and then no Namespace of the cluster can
# be deleted any more. stats.antrea.io/v1alpha1 joins when the policy statistics do.
API_GROUPS = (("controlplane.antrea.io", "v1beta2"), ("system.antrea.io", "v1beta1"))


def service(v, namespace):
    port = {"port": 443, "protocol": "TCP", "targetPort": "api"}
    spec = {"ports": [port], "selector": {"app": "antrea", "component": "antrea-controller"}}
    if v["controller"]["apiNodePort"]:
        port["nodePort"] = v["controller"]["apiNodePort"]
        spec["type"] = "NodePort"
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata("antrea", namespace), "spec": spec}


def api_service(group, version, namespace):
    # the controller puts its certificate authority in
    return {
        "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
        "metadata": {"name": f"{version}.{group}", "labels": {"app": "antrea", "served-by": "antrea-controller"}},
        "spec": {
            "group": group, "version": version, "groupPriorityMinimum": 100, "versionPriority": 100,
            "service": {"name": "antrea", "namespace": namespace},
        },
    }


def container(v):
    setting = v["controller"]["antreaController"]
    return {"name": "antrea-controller", **image(v["controllerImage"]), "command": ["antrea-controller"]} | without_empty({
        "args": log_args("antrea-controller", setting, v["logVerbosity"]),
        "env": env({"ANTREA_CONFIG_MAP_NAME": "antrea-config"} | setting["extraEnv"], POD_NAME="metadata.name",
                   POD_NAMESPACE="metadata.namespace", NODE_NAME="spec.nodeName", SERVICEACCOUNT_NAME="spec.serviceAccountName"),
        "ports": [{"name": "api", "containerPort": v["controller"]["apiPort"], "protocol": "TCP"}],
        "readinessProbe": https_probe("/readyz", initialDelaySeconds=5, timeoutSeconds=5, periodSeconds=10, failureThreshold=5),
        "livenessProbe": https_probe("/livez", timeoutSeconds=5, periodSeconds=10, failureThreshold=5),
        "resources": setting["resources"],
        "volumeMounts": [
            mount("antrea-config", "/etc/antrea/antrea-controller.conf", subPath="antrea-controller.conf", readOnly=True),
            mount("antrea-controller-tls", "/var/run/antrea/antrea-controller-tls"),
            mount("host-var-log-antrea", "/var/log/antrea"),
        ],
    })


def deployment(v, namespace, config_map):
    setting = v["controller"]
    labels = {"app": "antrea", "component": "antrea-controller"}
    pod = without_empty({
        "hostNetwork": True,
        "priorityClassName": setting["priorityClassName"],
        "nodeSelector": setting["nodeSelector"],
        "tolerations": setting["tolerations"],
        "affinity": setting["affinity"],
        "serviceAccountName": "antrea-controller",
        "containers": [container(v)],
        "volumes": [
            {"name": "antrea-config", "configMap": {"name": "antrea-config"}},
            # there only with selfSignedCert=false
            {"name": "antrea-controller-tls", "secret": {"secretName": "antrea-controller-tls", "defaultMode": 0o400, "optional": True}},
            host_path("host-var-log-antrea", "/var/log/antrea", "DirectoryOrCreate"),
        ],
    })
    return {
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": metadata("antrea-controller", namespace, "antrea-controller"),
        "spec": {
            "strategy": {"type": "Recreate"},
            "selector": {"matchLabels": labels},
            "replicas": 1,
            "template": {
                "metadata": {
                    "annotations": {"checksum/config": checksum(config_map["data"])} | setting["podAnnotations"],
                    "labels": labels | setting["podLabels"],
                },
                "spec": pod,
            },
        },
    }


def objects(v, namespace, config_map):
    return [service(v, namespace)] + [api_service(*group, namespace) for group in API_GROUPS] + [deployment(v, namespace, config_map)]
