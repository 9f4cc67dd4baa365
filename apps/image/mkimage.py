#!/usr/bin/env python3
"""Makes an OCI image archive from a folder, without any registry or image tool.

mkimage.py OUT.tar NAME --root DIR [--split PATH]... [--entrypoint ARG]... [--cmd ARG]... [--env K=V]... [--user U]

All of DIR goes into the image's first layer, but for what stands below a --split PATH: each of these becomes a layer of its own, so that
a new build of the application leaves the large layer below as it was. The same content always gives the same digests. Layers are not
compressed: they are unpacked on the same machine. A NAME without a registry is taken the way every container tool takes it.
"""
import argparse
import hashlib
import io
import json
import os
import sys
import tarfile
import tempfile

CHUNK = 1 << 20
OCI = "application/vnd.oci.image"


def full_name(name):
    """antrea/x -> the name that containerd and kubelet make of it."""
    first = name.split("/")[0]
    return name if "/" in name and ("." in first or ":" in first) else "docker.io/" + name


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Layer:
    """One uncompressed layer, written to a temporary file."""

    def __init__(self, root, below, without):
        self.file = tempfile.TemporaryFile()
        with tarfile.open(fileobj=self.file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for parent in parents(below):
                self.add(tar, root, parent)
            self.walk(tar, root, below, without)
        self.size = self.file.tell()
        self.file.seek(0)
        sha = hashlib.sha256()
        while chunk := self.file.read(CHUNK):
            sha.update(chunk)
        self.file.seek(0)
        self.digest = "sha256:" + sha.hexdigest()

    def walk(self, tar, root, path, without):
        if path in without:
            return
        if path:
            self.add(tar, root, path)
        full = os.path.join(root, path)
        if os.path.isdir(full) and not os.path.islink(full):
            for name in sorted(os.listdir(full)):
                self.walk(tar, root, os.path.join(path, name), without)

    @staticmethod
    def add(tar, root, path):
        full = os.path.join(root, path)
        info = tar.gettarinfo(full, arcname=path)
        if info.islnk():  # each name is a file of its own; gettarinfo makes hard links of files it has met before
            info.type, info.linkname, info.size = tarfile.REGTYPE, "", os.path.getsize(full)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mtime = int(info.mtime) if info.isreg() else 0
        if info.isreg():
            with open(full, "rb") as source:
                tar.addfile(info, source)
        else:
            tar.addfile(info)


def parents(path):
    parts = path.split("/")
    return ["/".join(parts[:i]) for i in range(1, len(parts))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("name")
    parser.add_argument("--root", required=True)
    for option in ("split", "entrypoint", "cmd", "env"):
        parser.add_argument("--" + option, action="append", default=[])
    parser.add_argument("--user", default="")
    args = parser.parse_args()

    split = [path.strip("/") for path in args.split]
    for path in split:
        if not os.path.isdir(os.path.join(args.root, path)):
            sys.exit(f"no folder {path} in {args.root}")
    layers = [Layer(args.root, "", set(split))] + [Layer(args.root, path, set()) for path in split]
    path_variable = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    settings = {"Env": [path_variable] + args.env, "WorkingDir": "/"}
    for key, value in (("Entrypoint", args.entrypoint), ("Cmd", args.cmd), ("User", args.user)):
        if value:
            settings[key] = value
    config = json.dumps({
        "architecture": "amd64", "os": "linux", "config": settings,
        "rootfs": {"type": "layers", "diff_ids": [layer.digest for layer in layers]},
        "history": [{"created_by": "mkimage.py"} for _ in layers],
    }).encode()
    manifest = json.dumps({
        "schemaVersion": 2, "mediaType": OCI + ".manifest.v1+json",
        "config": {"mediaType": OCI + ".config.v1+json", "digest": digest(config), "size": len(config)},
        "layers": [{"mediaType": OCI + ".layer.v1.tar", "digest": layer.digest, "size": layer.size} for layer in layers],
    }).encode()
    name = full_name(args.name)
    index = json.dumps({
        "schemaVersion": 2, "mediaType": OCI + ".index.v1+json",
        "manifests": [{
            "mediaType": OCI + ".manifest.v1+json", "digest": digest(manifest), "size": len(manifest),
            "platform": {"architecture": "amd64", "os": "linux"},
            "annotations": {"io.containerd.image.name": name, "org.opencontainers.image.ref.name": name.rpartition(":")[2]},
        }],
    }).encode()

    with tarfile.open(args.out + ".tmp", "w") as archive:
        def add(path, size, source):
            info = tarfile.TarInfo(path)
            info.size, info.mode = size, 0o644
            archive.addfile(info, source)

        small = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": index}
        small |= {"blobs/sha256/" + digest(data)[7:]: data for data in (config, manifest)}
        for path, data in small.items():
            add(path, len(data), io.BytesIO(data))
        for path, layer in {"blobs/sha256/" + layer.digest[7:]: layer for layer in layers}.items():
            add(path, layer.size, layer.file)
    os.rename(args.out + ".tmp", args.out)
    print(f"{args.name}: {sum(layer.size for layer in layers) / 1e6:.1f} MB in {len(layers)} layer(s)")


main()
