#!/usr/bin/env bash
# Builds the controller's image: a Java runtime and our jars. build.sh OUT.tar NAME WORK_FOLDER
# What Maven built before: apps/controller/target/product/*.jar, apps/controller/target/product/lib/*.jar.
set -euo pipefail
out=$1 name=$2 work=$3
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
apps=$here/../..
rootfs=$work/controller
. "$apps/image/rootfs.sh"
. "$apps/image/java.sh"

rootfs_new
program dash
ln -s dash "$rootfs/usr/bin/sh"
busybox_for cat ls ps kill sleep mkdir rm
mkdir -p "$rootfs"/{etc/antrea,var/log/antrea,usr/lib/antrea}
put "$here/antrea-controller" /usr/bin/antrea-controller 755
java_runtime /usr/lib/antrea/java
java_application controller "$apps/controller/target/product" "$here/jvm.options" antrea.controller.ControllerMain
rootfs_done
"$apps/image/mkimage.py" "$out" "$name" --root "$rootfs" --split usr/lib/antrea/controller --env LANG=C.UTF-8
