"""What several objects share."""


def metadata(name, namespace=None, component=None, **more):
    labels = {"app": "antrea"}
    if component:
        labels["component"] = component
    return {"name": name} | ({"namespace": namespace} if namespace else {}) | {"labels": labels} | more


def env(pairs=None, **fields):
    """Variables from fields of the Pod, then plain ones."""
    out = [{"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}} for name, path in fields.items()]
    return out + [{"name": name, "value": str(value)} for name, value in (pairs or {}).items()]


def security_context(setting):
    out = {}
    if setting.get("privileged"):
        out["privileged"] = True
    if setting.get("capabilities"):
        out["capabilities"] = {"add": list(setting["capabilities"])}
    return out


def https_probe(path, **timing):
    return {"httpGet": {"host": "localhost", "path": path, "port": "api", "scheme": "HTTPS"}} | timing


def log_args(name, setting, verbosity):
    """Logs go to /var/log/antrea and, for `kubectl logs`, to stderr."""
    args = [
        f"--config=/etc/antrea/{name}.conf", "--logtostderr=false", "--log_dir=/var/log/antrea", "--alsologtostderr",
        f"--log_file_max_size={setting['logFileMaxSize']}", f"--log_file_max_num={setting['logFileMaxNum']}",
    ]
    return args + ([f"--v={verbosity}"] if verbosity else []) + list(setting["extraArgs"])


def mount(name, path, **more):
    return {"name": name, "mountPath": path} | more


def host_path(name, path, kind=None):
    return {"name": name, "hostPath": {"path": path} | ({"type": kind} if kind else {})}


def image(setting):
    return {"image": f"{setting['repository']}:{setting['tag'] or 'latest'}", "imagePullPolicy": setting["pullPolicy"]}


def without_empty(mapping):
    return {key: value for key, value in mapping.items() if value not in ({}, [], "", None)}
