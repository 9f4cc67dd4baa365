#!/usr/bin/env python3
"""without.py ARCHIVE FOLDER: the image archive on standard output, without the blobs that stand in FOLDER already."""
import os
import sys
import tarfile

with tarfile.open(sys.argv[1]) as source, tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as out:
    for member in source:
        large = member.size > 1 << 20  # the small ones, config and manifest, are always sent
        if not (large and os.path.exists(os.path.join(sys.argv[2], os.path.basename(member.name)))):
            out.addfile(member, source.extractfile(member))
