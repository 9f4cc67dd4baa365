"""The agent's DaemonSet."""
from .common import env, host_path, https_probe, image, log_args, metadata, mount, security_context, without_empty
from .config import checksum


def install_cni(v):
    setting = v["agent"]["installCNI"]
    variables = {"SKIP_CNI_BINARIES": ",".join(v["cni"]["skipBinaries"])}
    mounts = [
        mount("antrea-config", "/etc/antrea/antrea-cni.conflist", subPath="antrea-cni.conflist", readOnly=True),
        mount("host-cni-conf", "/host/etc/cni/net.d"),
        mount("host-cni-bin", "/host/opt/cni/bin"),
    ]
    if v["agent"]["dontLoadKernelModules"]:
        variables["SKIP_LOADING_KERNEL_MODULES"] = "true"
    else:
        mounts.append(mount("host-lib-modules", "/lib/modules", readOnly=True))
    mounts.append(mount("host-var-run-antrea", "/var/run/antrea"))
    return {"name": "install-cni", **image(v["agentImage"]), "command": ["install_cni"]} | without_empty({
        "env": env(variables | setting["extraEnv"]),
        "resources": setting["resources"],
        "securityContext": security_context(setting["securityContext"]),
        "volumeMounts": mounts,
    })


def antrea_agent(v):
    setting = v["agent"]["antreaAgent"]
    return {"name": "antrea-agent", **image(v["agentImage"]), "command": ["antrea-agent"]} | without_empty({
        "args": log_args("antrea-agent", setting, v["logVerbosity"]),
        "env": env(setting["extraEnv"], POD_NAME="metadata.name", POD_NAMESPACE="metadata.namespace", NODE_NAME="spec.nodeName"),
        "ports": [{"name": "api", "containerPort": v["agent"]["apiPort"], "protocol": "TCP"}],
        "livenessProbe": https_probe("/livez", initialDelaySeconds=10, timeoutSeconds=5, periodSeconds=10, failureThreshold=5),
        "readinessProbe": https_probe("/readyz", initialDelaySeconds=5, timeoutSeconds=5, periodSeconds=10, failureThreshold=8),
        "resources": setting["resources"],
        "securityContext": security_context(setting["securityContext"]),
        "volumeMounts": [
            mount("antrea-config", "/etc/antrea/antrea-agent.conf", subPath="antrea-agent.conf", readOnly=True),
            mount("host-var-run-antrea", "/var/run/antrea"),
            mount("host-var-run-antrea", "/var/run/openvswitch", subPath="openvswitch"),
            # host-local keeps its leases below /var/lib/cni; here they outlive the container
            mount("host-var-run-antrea", "/var/lib/cni", subPath="cni"),
            mount("host-var-log-antrea", "/var/log/antrea"),
            mount("host-proc", "/host/proc", readOnly=True),
            # a Pod's network namespace is mounted there after we have started
            mount("host-var-run-netns", "/host/var/run/netns", readOnly=True, mountPropagation="HostToContainer"),
            mount("xtables-lock", "/run/xtables.lock"),
        ] + setting["extraVolumeMounts"],
    })


def antrea_ovs(v):
    setting = v["agent"]["antreaOVS"]
    args = [f"--log_file_max_size={setting['logFileMaxSize']}", f"--log_file_max_num={setting['logFileMaxNum']}"]
    args += ["--hw-offload"] if v["ovs"]["hwOffload"] else []
    args += ["--skip-kmod"] if v["agent"]["dontLoadKernelModules"] else []
    return {"name": "antrea-ovs", **image(v["agentImage"]), "command": ["start_ovs"]} | without_empty({
        "args": args + setting["extraArgs"],
        "env": env(setting["extraEnv"]),
        "livenessProbe": {
            "exec": {"command": ["/bin/sh", "-c", "timeout 10 container_liveness_probe ovs"]},
            "initialDelaySeconds": 5, "timeoutSeconds": 10, "periodSeconds": 10, "failureThreshold": 5,
        },
        "resources": setting["resources"],
        "securityContext": security_context(setting["securityContext"]),
        "volumeMounts": [
            mount("host-var-run-antrea", "/var/run/openvswitch", subPath="openvswitch"),
            mount("host-var-log-antrea", "/var/log/openvswitch", subPath="openvswitch"),
        ],
    })


def volumes(v):
    modules = [] if v["agent"]["dontLoadKernelModules"] else [host_path("host-lib-modules", "/lib/modules")]
    return [
        {"name": "antrea-config", "configMap": {"name": "antrea-config"}},
        host_path("host-cni-conf", "/etc/cni/net.d"),
        host_path("host-cni-bin", v["cni"]["hostBinPath"]),
        host_path("host-proc", "/proc"),
        host_path("host-var-run-netns", "/var/run/netns"),
        host_path("host-var-run-antrea", "/var/run/antrea", "DirectoryOrCreate"),
        host_path("host-var-log-antrea", "/var/log/antrea", "DirectoryOrCreate"),
        *modules,
        host_path("xtables-lock", "/run/xtables.lock", "FileOrCreate"),
    ] + v["agent"]["extraVolumes"]


def objects(v, namespace, config_map):
    setting = v["agent"]
    labels = {"app": "antrea", "component": "antrea-agent"}
    annotations = {"kubectl.kubernetes.io/default-container": "antrea-agent", "checksum/config": checksum(config_map["data"])}
    pod = without_empty({
        "hostNetwork": True,
        "dnsPolicy": setting["dnsPolicy"],
        "priorityClassName": setting["priorityClassName"],
        "nodeSelector": setting["nodeSelector"],
        "tolerations": setting["tolerations"],
        "affinity": setting["affinity"],
        "serviceAccountName": "antrea-agent",
        "initContainers": [install_cni(v)],
        "containers": [antrea_agent(v), antrea_ovs(v)],
        "volumes": volumes(v),
    })
    return [{
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": metadata("antrea-agent", namespace, "antrea-agent"),
        "spec": {
            "selector": {"matchLabels": labels},
            "updateStrategy": setting["updateStrategy"],
            "template": {
                "metadata": {"annotations": annotations | setting["podAnnotations"], "labels": labels | setting["podLabels"]},
                "spec": pod,
            },
        },
    }]
