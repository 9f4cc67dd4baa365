"""The Kubernetes API as the cluster's admin, over one HTTPS connection a thread: a call costs milliseconds, kubectl a third of a second."""
import base64
import http.client
import json
import socket
import ssl
import tempfile
import threading

import yaml

from netns import inside


class ApiError(Exception):
    def __init__(self, status, body):
        super().__init__(f"HTTP {status}: {body[:300]}")
        self.status = status


class Api:
    def __init__(self, kubeconfig, namespace):
        with open(kubeconfig, encoding="utf-8") as f:
            config = yaml.safe_load(f)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.host, _, port = cluster["server"].removeprefix("https://").rpartition(":")
        self.host, self.port, self.namespace = self.host.strip("[]"), int(port), namespace
        decoded = {k: base64.b64decode(v) for k, v in {**cluster, **user}.items() if k.endswith("-data")}
        self.tls = ssl.create_default_context(cadata=decoded["certificate-authority-data"].decode())
        with tempfile.NamedTemporaryFile() as pem:
            pem.write(decoded["client-certificate-data"] + b"\n" + decoded["client-key-data"])
            pem.flush()
            self.tls.load_cert_chain(pem.name)
        self.local = threading.local()

    def _connection(self, timeout):
        kept = getattr(self.local, "connection", None)
        if kept is None:
            with inside(self.namespace):
                plain = socket.create_connection((self.host, self.port), timeout=timeout)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a body waits 40 ms for the acknowledgement of its head
            kept = http.client.HTTPSConnection(self.host, self.port, context=self.tls)
            kept.sock = self.tls.wrap_socket(plain, server_hostname=self.host)
            self.local.connection = kept
        kept.sock.settimeout(timeout)
        return kept

    def call(self, method, path, body=None, kind="application/json", timeout=20):
        for attempt in (1, 2):
            try:
                connection = self._connection(timeout)
                connection.request(method, path, body and json.dumps(body), {"Content-Type": kind, "Accept": "application/json"})
                answer = connection.getresponse()
                content = answer.read().decode()
                break
            except (OSError, http.client.HTTPException):
                self.local.connection = None  # the server may have been started anew
                if attempt == 2:
                    raise
        if answer.status >= 300:
            raise ApiError(answer.status, content)
        return json.loads(content) if content.startswith(("{", "[")) else content

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def items(self, path):
        return self.get(path)["items"]

    def apply(self, *objects):
        """Creates or changes each object (server-side apply)."""
        for o in objects:
            self.call("PATCH", path_of(o) + "?fieldManager=tests&force=true", o, "application/apply-patch+yaml")

    def merge(self, path, change):
        self.call("PATCH", path, change, "application/merge-patch+json")

    def delete(self, path, grace=1):
        """A Pod that is deleted with no grace at all is gone from the API while its Node still runs it."""
        try:
            self.call("DELETE", path, {"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": grace})
        except ApiError as e:
            if e.status != 404:
                raise


PLURAL = {"NetworkPolicy": "networkpolicies", "Endpoints": "endpoints"}


def path_of(o):
    version = o["apiVersion"]
    namespace = o["metadata"].get("namespace")
    plural = PLURAL.get(o["kind"], o["kind"].lower() + "s")
    return (f"/api/{version}" if "/" not in version else f"/apis/{version}") + \
        (f"/namespaces/{namespace}" if namespace else "") + f"/{plural}/{o['metadata']['name']}"
