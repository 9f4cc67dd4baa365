"""The CustomResourceDefinitions, one file a kind in crds/."""
import glob
import os

import yaml


def objects(folder):
    out = []
    for path in sorted(glob.glob(os.path.join(folder, "*.yaml"))):
        with open(path, encoding="utf-8") as file:
            out += [document for document in yaml.safe_load_all(file) if document]
    return out
