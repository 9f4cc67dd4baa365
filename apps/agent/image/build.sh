#!/usr/bin/env bash
# Builds the agent's image. build.sh OUT.tar NAME WORK_FOLDER HOST_LOCAL_AND_OTHER_CNI_PLUGINS
# What Maven and make built before: apps/agent/target/product/*.jar, apps/agent/target/product/lib/*.jar, apps/cni/target/antrea-cni.
set -euo pipefail
out=$1 name=$2 work=$3 plugins=$4
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
apps=$here/../..
rootfs=$work/agent
. "$apps/image/rootfs.sh"
. "$apps/image/java.sh"

rootfs_new
program dash nice ip ss ipset conntrack ethtool nft modprobe \
  ovs-vsctl ovs-ofctl ovs-appctl ovs-dpctl ovsdb-client ovsdb-tool ovsdb-server ovs-vswitchd \
  iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore
ln -s dash "$rootfs/usr/bin/sh"
tree /usr/lib/x86_64-linux-gnu/xtables
for file in ovs-lib ovs-ctl ovs-kmod-ctl; do put /usr/share/openvswitch/scripts/$file /usr/share/openvswitch/scripts/$file 755; done
put /usr/share/openvswitch/vswitch.ovsschema /usr/share/openvswitch/vswitch.ovsschema
put /etc/protocols /etc/protocols
put /etc/os-release /etc/os-release # ovs-ctl tells it to the data base
mkdir -p "$rootfs"/{etc/{antrea,openvswitch,iproute2},var/{lib/{cni,openvswitch},log/{antrea,openvswitch}},host,usr/lib/antrea}
busybox_for # whatever else a script or somebody who looks for a fault needs

for script in "$here"/scripts/*; do put "$script" "/usr/bin/$(basename "$script")" 755; done
for plugin in host-local loopback portmap bandwidth; do put "$plugins/$plugin" "/opt/cni/bin/$plugin" 755; done
put "$apps/cni/target/antrea-cni" /opt/cni/bin/antrea-cni 755

java_runtime /usr/lib/antrea/java
java_application agent "$apps/agent/target/product" "$here/jvm.options" antrea.agent.AgentMain
rootfs_done
"$apps/image/mkimage.py" "$out" "$name" --root "$rootfs" --split usr/lib/antrea/agent --env LANG=C.UTF-8
